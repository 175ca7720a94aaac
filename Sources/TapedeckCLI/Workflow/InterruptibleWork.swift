// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckWorkflow
import UnixSignals

/// Runs work until it ends or Ctrl-C interrupts it, and tells then what is kept and how to continue.
struct InterruptibleWork {
    /// The message when the work is interrupted.
    let advice: @Sendable () -> String

    func run<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                for await _ in signals { break }
                return nil
            }
            defer { group.cancelAll() }
            if case let result?? = try await group.next() { return result }
            group.cancelAll()
            Terminal.note("broken off; \(advice())")
            throw ExitCode.interrupted
        }
    }
}

extension InterruptibleWork {
    /// Work that watches a fine-tuning job.
    /// - Parameters:
    ///   - folder: The folder of the job's state.
    ///   - command: The command that continues the work.
    /// - Returns: The work, with the message for an interruption.
    static func fineTuning(in folder: String, command: String) -> InterruptibleWork {
        InterruptibleWork {
            guard let job = try? FineTuneRun.job(in: folder) else {
                return "what was done is kept; run '\(command)' again with the same options to go on"
            }
            return """
                the job \(job) goes on at the service
                  to go on watching it, run '\(command)' again with the same options
                  to cancel it, run 'tapedeck finetune --cancel --output \(folder)'
                """
        }
    }
}
