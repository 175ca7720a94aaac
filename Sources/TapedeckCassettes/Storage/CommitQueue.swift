// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import GRDB
import Synchronization

/// Commits what many tasks write at about the same time in one transaction each time (group commit).
final class CommitQueue: Sendable {
    private struct Job: Sendable {
        /// Runs in a savepoint of the common transaction.
        let run: @Sendable (Database) throws -> Void
        /// Called once, with the error that kept the job from being committed.
        let complete: @Sendable ((any Error)?) -> Void
    }

    private struct State {
        var jobs: [Job] = []
        var isDraining = false
    }

    private let home: RecordingHome
    private let state = Mutex(State())
    private let worker = DispatchQueue(label: "tapedeck.commits")

    init(home: RecordingHome) {
        self.home = home
    }

    /// Waits for what is to be committed, and makes sure of the file; nothing is committed meanwhile.
    func finish() throws -> RecordingFile {
        try worker.sync { try home.ready() }
    }

    /// Runs an operation on the writer connection and returns once its changes are committed.
    func commit<Result: Sendable>(_ operation: @escaping @Sendable (Database) throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let result = Mutex<Result?>(nil)
            enqueue(
                Job { db in
                    let value = try operation(db)
                    result.withLock { $0 = value }
                } complete: { error in
                    if let error {
                        continuation.resume(throwing: error)
                    } else if let value = result.withLock({ $0 }) {
                        continuation.resume(returning: value)
                    } else {
                        preconditionFailure("A committed job has a result")
                    }
                }
            )
        }
    }

    private func enqueue(_ job: Job) {
        let mustDrain = state.withLock { state in
            state.jobs.append(job)
            defer { state.isDraining = true }
            return !state.isDraining
        }
        guard mustDrain else { return }
        worker.async { self.drain() }
    }

    private func drain() {
        while true {
            let jobs = state.withLock { state in
                defer { state.jobs = [] }
                state.isDraining = !state.jobs.isEmpty
                return state.jobs
            }
            guard !jobs.isEmpty else { return }
            do {
                let file = try home.ready()
                let errors = file.pool.writeWithoutTransaction { db in
                    defer { file.checkpoint(db) }
                    return run(jobs, in: file, db)
                }
                for (job, error) in zip(jobs, errors) { job.complete(error) }
            } catch {
                for job in jobs { job.complete(error) }
            }
        }
    }

    private func run(_ jobs: [Job], in file: RecordingFile, _ db: Database) -> [(any Error)?] {
        var errors = [(any Error)?](repeating: nil, count: jobs.count)
        do {
            try db.inTransaction(.immediate) {
                try file.mark(db)
                for (index, job) in jobs.enumerated() {
                    do {
                        try db.inSavepoint {
                            try job.run(db)
                            return .commit
                        }
                    } catch {
                        errors[index] = error
                    }
                }
                return .commit
            }
        } catch {
            errors = errors.map { $0 ?? error }
        }
        return errors
    }
}
