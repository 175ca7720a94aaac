// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckCore

extension JobCheckpoint {
    /// Creates a recorded checkpoint; `nil` when the object is not one.
    /// - Parameters:
    ///   - document: The recorded JSON object.
    ///   - method: The method of its job.
    init?(recorded document: JSONValue, method: TrainingMethod) {
        guard let id = document["id"]?.string, let createdAt = document["created_at"]?.integer,
            let model = document["fine_tuned_model_checkpoint"]?.string,
            let job = document["fine_tuning_job_id"]?.string, let metrics = document["metrics"],
            let step = document["step_number"]?.integer
        else { return nil }
        let number = { (name: String) -> Double? in
            guard case .number(let number)? = metrics[name] else { return nil }
            return number.value
        }
        let scores = { (part: String) -> StepMetrics.Scores? in
            if method == .reinforcement {
                return number("\(part)_mean_reward").map { StepMetrics.Scores(loss: 0, accuracy: 0, reward: $0) }
            }
            guard let loss = number("\(part)_loss"), let accuracy = number("\(part)_mean_token_accuracy") else {
                return nil
            }
            return StepMetrics.Scores(
                loss: loss,
                accuracy: accuracy,
                reward: number("\(part)_reward_chosen") ?? 0,
                rejectedReward: number("\(part)_reward_rejected") ?? 0
            )
        }
        guard let train = scores("train") else { return nil }
        self.init(
            id: id,
            createdAt: createdAt,
            model: model,
            job: job,
            metrics: StepMetrics(
                step: step,
                totalSteps: step,
                method: method,
                train: train,
                valid: scores("valid"),
                fullValid: scores("full_valid")
            )
        )
    }
}
