// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Files that were added to a vector store together.
struct FileBatch: Sendable {
    let id: String
    let createdAt: Int
    let store: String
    /// The files in the order of the request.
    let files: [String]
    var isCancelled = false

    /// The JSON object of the API.
    func document(_ counts: FileCounts) -> JSONValue {
        let status = isCancelled ? "cancelled" : counts[.inProgress] > 0 ? "in_progress" : "completed"
        return [
            "id": .string(id), "object": "vector_store.file_batch", "created_at": .integer(createdAt),
            "status": .string(status), "vector_store_id": .string(store), "file_counts": counts.document,
        ]
    }
}
