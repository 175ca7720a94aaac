// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckWorkflow

/// Shows the progress of a workflow on stderr.
final class WorkflowReporter: Sendable {
    private let evaluations = Mutex<[String: EvaluationReporter]>([:])

    func show(_ notice: WorkflowNotice) {
        switch notice {
        case .prepared(let report): Terminal.write(PreparationText(report).description)
        case .evaluating(let name, let progress): reporter(name).show(progress)
        case .evaluated(let name, let outcome): reporter(name).finish(outcome)
        case .fineTuning(let notice): FineTuneReporter.show(notice)
        case .fineTuned(let result): FineTuneReporter.finish(result)
        }
    }

    private func reporter(_ name: String) -> EvaluationReporter {
        evaluations.withLock { reporters in
            if let reporter = reporters[name] { return reporter }
            let reporter = EvaluationReporter(name: name)
            reporters[name] = reporter
            return reporter
        }
    }
}
