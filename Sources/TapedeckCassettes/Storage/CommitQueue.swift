// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import GRDB
import Synchronization

/// Commits what many tasks write at about the same time in one transaction each time (group commit).
final class CommitQueue: Sendable {
    private struct Job: Sendable {
        /// Runs in the common transaction; again in a savepoint of its own when a job beside it failed.
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
    /// - Parameter changes: Changes to commit last of all, if there are any.
    /// - Returns: The file.
    /// - Throws: Why the file or the changes cannot be written.
    func finish(with changes: ((Database) throws -> Void)? = nil) throws -> RecordingFile {
        try worker.sync {
            let file = try home.ready()
            guard let changes else { return file }
            let failure = file.pool.writeWithoutTransaction { db in commit(in: file, db) { try changes(db) } }
            if let failure { throw failure }
            return file
        }
    }

    /// Runs an operation on the writer connection and returns once its changes are committed.
    func commit<Result: Sendable>(_ operation: @escaping @Sendable (Database) throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let result = Mutex<Result?>(nil)
            enqueue { db in
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
        }
    }

    /// Runs an operation on the writer connection, without a task that waits.
    /// - Parameters:
    ///   - run: The operation; it may run twice, and its changes count once.
    ///   - complete: Called once, on the thread that commits, with the error that kept the changes from being committed.
    func enqueue(
        run: @escaping @Sendable (Database) throws -> Void,
        complete: @escaping @Sendable ((any Error)?) -> Void
    ) {
        let mustDrain = state.withLock { state in
            state.jobs.append(Job(run: run, complete: complete))
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
                let errors = file.pool.writeWithoutTransaction { db in run(jobs, in: file, db) }
                for (job, error) in zip(jobs, errors) { job.complete(error) }
                if file.isCheckpointDue { file.pool.writeWithoutTransaction { db in file.checkpoint(db) } }
            } catch {
                for job in jobs { job.complete(error) }
            }
        }
    }

    private func run(_ jobs: [Job], in file: RecordingFile, _ db: Database) -> [(any Error)?] {
        var errors = [(any Error)?](repeating: nil, count: jobs.count)
        // Jobs hardly ever fail, so the savepoints that keep them apart are made only when one has.
        guard commit(in: file, db, { for job in jobs { try job.run(db) } }) != nil else { return errors }
        let failure = commit(in: file, db) {
            for (index, job) in jobs.enumerated() { errors[index] = Self.inSavepoint(db, job.run) }
        }
        return failure.map { failure in errors.map { $0 ?? failure } } ?? errors
    }

    /// Runs changes in a transaction.
    /// - Returns: The error that kept them from being committed.
    private func commit(in file: RecordingFile, _ db: Database, _ changes: () throws -> Void) -> (any Error)? {
        do {
            try db.inTransaction(.immediate) {
                try file.mark(db)
                try changes()
                return .commit
            }
            return nil
        } catch {
            file.forgetMark()
            return error
        }
    }

    /// Runs changes that are undone when they fail.
    /// - Returns: The error they failed with.
    private static func inSavepoint(_ db: Database, _ changes: (Database) throws -> Void) -> (any Error)? {
        do {
            try db.inSavepoint {
                try changes(db)
                return .commit
            }
            return nil
        } catch {
            return error
        }
    }
}
