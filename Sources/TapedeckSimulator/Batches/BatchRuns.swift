// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore

/// The runs of batches, each done once however many requests ask for it.
final class BatchRuns: Sendable {
    /// What a run is of: a batch, and how many of its requests.
    struct Key: Hashable, Sendable {
        let batch: String
        let limit: Int
    }

    private let runs = Mutex<[Key: Task<BatchResult, any Error>]>([:])

    /// The result of a run, begun on first use.
    func result(of run: BatchRun, in simulator: Simulator) async throws -> BatchResult {
        let key = Key(batch: run.batch.id, limit: run.limit)
        let task = runs.withLock { runs in
            if let task = runs[key] { return task }
            // A separate task: the first client may leave while others wait.
            let task = Task { try await run.result(in: simulator) }
            runs[key] = task
            return task
        }
        let result = await task.result
        // A run that failed, since the disk was full, may be tried again.
        if case .failure = result { forget(key) }
        return try result.get()
    }

    /// Drops the runs of a batch, which has ended.
    func forget(_ batch: String) {
        runs.withLock { runs in runs = runs.filter { $0.key.batch != batch } }
    }

    private func forget(_ key: Key) { runs.withLock { $0[key] = nil } }
}
