// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckCore
import TapedeckSummarizer

extension FineTuningJob {
    /// Steps between two evaluations on the validation file.
    private static let validationInterval = 10

    /// The scores of a step, counted from 1.
    func metrics(of step: Int) -> StepMetrics {
        guard let plan, let training else { preconditionFailure("Only a job that runs has steps") }
        var metrics = StepMetrics(
            step: step,
            totalSteps: plan.steps,
            method: request.method.kind,
            train: StepMetrics.Scores(training.training(atStep: step))
        )
        let isEndOfEpoch = step.isMultiple(of: plan.stepsPerEpoch)
        guard isEndOfEpoch || step.isMultiple(of: request.method.evaluationInterval ?? Self.validationInterval),
            let fit = training.validation(atStep: step)
        else { return metrics }
        metrics.valid = StepMetrics.Scores(fit)
        if isEndOfEpoch { metrics.fullValid = training.fullValidation(atStep: step).map(StepMetrics.Scores.init) }
        return metrics
    }
}

extension JobMethod {
    /// Steps between two evaluations on the validation file, if the request sets it.
    fileprivate var evaluationInterval: Int? {
        otherHyperparameters.first { $0.name == "eval_interval" }?.value.integer
    }
}

extension StepMetrics.Scores {
    fileprivate init(_ fit: TrainingHistory.Scores) {
        self.init(loss: fit.loss, accuracy: fit.accuracy, reward: fit.reward, rejectedReward: fit.rejectedReward)
    }
}
