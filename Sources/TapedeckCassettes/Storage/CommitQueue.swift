// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

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

    private let database: DatabasePool
    private let state = Mutex(State())

    init(database: DatabasePool) {
        self.database = database
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
        database.asyncWriteWithoutTransaction { db in self.drain(db) }
    }

    private func drain(_ db: Database) {
        while true {
            let jobs = state.withLock { state in
                defer { state.jobs = [] }
                state.isDraining = !state.jobs.isEmpty
                return state.jobs
            }
            guard !jobs.isEmpty else { return }
            run(jobs, db)
        }
    }

    private func run(_ jobs: [Job], _ db: Database) {
        var errors = [(any Error)?](repeating: nil, count: jobs.count)
        do {
            try db.inTransaction(.immediate) {
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
        for (job, error) in zip(jobs, errors) { job.complete(error) }
    }
}
