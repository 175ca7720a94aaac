// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore
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

/// Shows the progress of a fine-tuning job on stderr.
enum FineTuneReporter {
    static func show(_ notice: FineTuneNotice) {
        switch notice {
        case .uploading(let name, let bytes): Terminal.note("uploading \(name), \(counted(bytes, "byte"))")
        case .uploaded(let name, let id): Terminal.note("uploaded \(name) as \(id)")
        case .created(let job): Terminal.note("created the job \(job)")
        case .resumed(let job): Terminal.note("going on with the job \(job) of an earlier run")
        case .status(let status): Terminal.note("job: \(status)")
        case .event(let event):
            // Every step is in events.jsonl and in the curve at the end.
            guard event.isMilestone else { return }
            Terminal.note("  \(event.level == "info" ? "" : "\(event.level): ")\(event.message)")
        case .outage(let reason): Terminal.note("no answer, asking again: \(reason)")
        }
    }

    /// Draws the losses, and shows the result of the job.
    static func finish(_ result: JobResult) {
        let job = result.job
        Terminal.write(result.curve.description)
        if job.isSimulated { Terminal.note("a simulator ran the job \(job.id); no model of the service was tuned") }
        if let tokens = job.trainedTokens { Terminal.note("trained on \(counted(tokens, "token"))") }
    }
}
