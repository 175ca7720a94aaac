// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore
import TapedeckWorkflow

/// Shows the progress and outcome of an evaluation on stderr.
final class EvaluationReporter: Sendable {
    private let name: String
    private let isInteractive = Terminal.isInteractive
    private let bar: Mutex<ProgressBar>
    private let last = Mutex<EvaluationProgress?>(nil)

    init(name: String) {
        self.name = name
        bar = Mutex(ProgressBar(isShown: isInteractive, unit: "samples"))
    }

    /// Draws a bar for a person, or writes a line about every tenth of the samples.
    func show(_ progress: EvaluationProgress) {
        last.withLock { $0 = progress }
        let done = progress.answered + progress.failed
        if isInteractive {
            bar.withLock { $0.show(share: Double(done) / Double(progress.total), count: done) }
            return
        }
        let step = max(1, progress.total / 10)
        guard done.isMultiple(of: step) || done == progress.total else { return }
        let failed = progress.failed > 0 ? ", \(progress.failed) failed" : ""
        Terminal.note(
            "\(name): \(done) of \(counted(progress.total, "sample"))\(failed), \(Self.seconds(progress.elapsed)) s"
        )
    }

    /// Shows the outcome, and names each missing sample.
    func finish(_ outcome: EvaluationOutcome) {
        bar.withLock { $0.clear() }
        let resumed = outcome.resumed > 0 ? ", \(outcome.resumed) of them from an earlier run" : ""
        let answered = outcome.predictions.count - outcome.missing.count
        Terminal.note(
            "\(name): \(answered) of \(counted(outcome.predictions.count, "sample")) answered\(resumed), "
                + "\(Self.seconds(outcome.elapsed)) s"
        )
        if outcome.truncated > 0 {
            Terminal.note(
                "\(name): \(counted(outcome.truncated, "answer was", "answers were")) truncated at max_tokens and scored like the rest"
            )
        }
        if outcome.results?.isSimulated == true {
            Terminal.note("\(name): the answers are a simulator's, not those of the model")
        }
        guard !outcome.missing.isEmpty else { return }
        Terminal.note(
            "\(name): \(counted(outcome.missing.count, "sample is", "samples are")) missing; run again to ask for them:"
        )
        for sample in outcome.missing { Terminal.note("  \(sample.id): \(sample.reason)") }
    }

    /// A message for an interrupted evaluation: what is kept, and how to continue.
    func advice(folder: String) -> String {
        bar.withLock { $0.clear() }
        let kept = last.withLock { $0 }.map { "\($0.answered) of \($0.total) answers are" } ?? "answers so far are"
        return "\(kept) kept in \(folder); run the same command again to go on, or with --restart to begin anew"
    }

    static func seconds(_ duration: Duration) -> String {
        let tenths = Int(duration / .milliseconds(100))
        return "\(tenths / 10).\(tenths % 10)"
    }
}
