// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension JobCheckpoint {
    /// A checkpoint as a recording shows it; `nil` when the recording shows something else.
    /// - Parameters:
    ///   - document: The object that was recorded.
    ///   - method: The method of its job.
    init?(recorded document: JSONValue, method: JobMethod.Kind) {
        guard let id = document["id"]?.string, let createdAt = document["created_at"]?.integer,
            let model = document["fine_tuned_model_checkpoint"]?.string,
            let job = document["fine_tuning_job_id"]?.string, let metrics = document["metrics"],
            let step = document["step_number"]?.integer
        else { return nil }
        let figure = { (loss: String, accuracy: String) -> StepMetrics.Figure? in
            guard case .number(let loss)? = metrics[loss], case .number(let accuracy)? = metrics[accuracy] else {
                return nil
            }
            return StepMetrics.Figure(loss: loss.value, accuracy: accuracy.value)
        }
        guard let train = figure("train_loss", "train_mean_token_accuracy") else { return nil }
        self.init(
            id: id,
            createdAt: createdAt,
            model: model,
            job: job,
            method: method,
            metrics: StepMetrics(
                step: step,
                totalSteps: step,
                train: train,
                valid: figure("valid_loss", "valid_mean_token_accuracy"),
                fullValid: figure("full_valid_loss", "full_valid_mean_token_accuracy")
            )
        )
    }
}
