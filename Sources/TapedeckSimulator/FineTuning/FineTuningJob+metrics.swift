// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckSummarizer

extension FineTuningJob {
    /// How many steps lie between two looks at the validation file.
    private static let validationInterval = 10

    /// The figures of a step, from 1 to the last.
    func metrics(of step: Int) -> StepMetrics {
        guard let plan, let training else { preconditionFailure("Only a job that runs has steps") }
        var metrics = StepMetrics(
            step: step,
            totalSteps: plan.steps,
            train: StepMetrics.Figure(training.training(atStep: step, of: plan.steps))
        )
        let isEndOfEpoch = step.isMultiple(of: plan.stepsPerEpoch)
        guard isEndOfEpoch || step.isMultiple(of: Self.validationInterval),
            let fit = training.validation(atStep: step, of: plan.steps)
        else { return metrics }
        metrics.valid = StepMetrics.Figure(fit)
        if isEndOfEpoch { metrics.fullValid = StepMetrics.Figure(fit) }
        return metrics
    }
}

extension StepMetrics.Figure {
    fileprivate init(_ fit: FitTrace.Fit) {
        self.init(loss: fit.loss, accuracy: fit.accuracy)
    }
}
