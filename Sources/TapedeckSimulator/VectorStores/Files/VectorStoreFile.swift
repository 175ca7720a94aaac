// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A file in a vector store.
struct VectorStoreFile: Sendable {
    enum Status: String, Sendable, CaseIterable {
        case inProgress = "in_progress"
        case completed
        case cancelled
        case failed
    }

    /// How long processing takes, in seconds of virtual or real time.
    static let processingTime = 2

    /// Identifier of the file, which is the same in every store.
    let id: String
    let filename: String
    let store: String
    let createdAt: Int
    let chunkSizes: ChunkSizes
    var attributes: [JSONMember]
    private(set) var status = Status.inProgress
    /// What processing will show.
    let outcome: Outcome

    /// What processing a file gives.
    enum Outcome: Sendable {
        case indexed(FileIndex)
        case failed(FileFault)
    }

    init(_ file: AttachedFile, in store: String, at time: Int) {
        id = file.attachment.fileID
        filename = file.filename
        self.store = store
        createdAt = time
        chunkSizes = file.attachment.chunkSizes
        attributes = file.attachment.attributes
        outcome = file.outcome
    }

    /// When processing ends, in seconds since 1970.
    var readyAt: Int { createdAt + Self.processingTime }

    /// The index of a processed file.
    var index: FileIndex? {
        guard status == .completed, case .indexed(let index) = outcome else { return nil }
        return index
    }

    /// Size of its chunks and their vectors, in bytes; 0 until it is processed.
    var usageBytes: Int { index?.usageBytes ?? 0 }

    /// Ends processing.
    mutating func finish() {
        guard status == .inProgress else { return }
        switch outcome {
        case .indexed: status = .completed
        case .failed: status = .failed
        }
    }

    /// Cancels processing.
    mutating func cancel() {
        if status == .inProgress { status = .cancelled }
    }

    /// The JSON object of the API.
    var document: JSONValue {
        var lastError = JSONValue.null
        if status == .failed, case .failed(let fault) = outcome { lastError = fault.document }
        return [
            "id": .string(id), "object": "vector_store.file", "usage_bytes": .integer(usageBytes),
            "created_at": .integer(createdAt), "vector_store_id": .string(store), "status": .string(status.rawValue),
            "last_error": lastError, "chunking_strategy": chunkSizes.document, "attributes": .object(attributes),
        ]
    }
}
