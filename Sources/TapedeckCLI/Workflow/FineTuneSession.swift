// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckWorkflow
import UnixSignals

/// Runs work that Ctrl-C breaks off without harm to the job it watches.
struct FineTuneSession {
    /// The exit code of a process that was interrupted: 128 and the number of the signal.
    private static let interrupted = ExitCode(130)

    let folder: String
    /// The command that goes on with the work.
    let command: String

    func run<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                for await _ in signals { return nil }
                return nil
            }
            defer { group.cancelAll() }
            if case let result?? = try await group.next() { return result }
            group.cancelAll()
            say()
            throw Self.interrupted
        }
    }

    private func say() {
        guard let job = try? FineTuneRun.job(in: folder) else {
            Terminal.note("broken off; run '\(command)' again to go on")
            return
        }
        Terminal.note(
            """
            broken off; the job \(job) goes on at the service
              to go on watching it, run '\(command)' again with the same options
              to cancel it, run 'tapedeck finetune --cancel --output \(folder)'
            """
        )
    }
}
