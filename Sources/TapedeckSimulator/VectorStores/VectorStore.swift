// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A vector store: a named collection of files that can be searched.
struct VectorStore: Sendable {
    let id: String
    let createdAt: Int
    var name: String?
    let description: String?
    var metadata: [JSONMember]
    /// Days without activity after which it expires; `nil` for never.
    var lifetime: Int?
    /// Time of the last search or added file, in seconds since 1970.
    var lastActiveAt: Int
    /// The files that are still being processed, in order.
    var pending: [String] = []

    /// When it expires without further activity.
    var expiresAt: Int? { lifetime.map { lastActiveAt + $0 * 86_400 } }

    func isExpired(at now: Int) -> Bool { expiresAt.map { $0 <= now } ?? false }

    /// The JSON object of the API.
    func document(_ counts: FileCounts, at now: Int) -> JSONValue {
        let status = isExpired(at: now) ? "expired" : counts[.inProgress] > 0 ? "in_progress" : "completed"
        return [
            "id": .string(id), "object": "vector_store", "created_at": .integer(createdAt), "name": .optional(name),
            "description": .optional(description), "usage_bytes": .integer(counts.usageBytes),
            "file_counts": counts.document, "status": .string(status),
            "expires_after": lifetime.map { ["anchor": "last_active_at", "days": .integer($0)] } ?? .null,
            "expires_at": expiresAt.map(JSONValue.integer) ?? .null, "last_active_at": .integer(lastActiveAt),
            "metadata": .object(metadata),
        ]
    }

    /// Reads `expires_after`; `nil` when it is missing.
    static func lifetime(_ fields: RequestFields) throws(APIError) -> Int? {
        guard let expiry = try fields.object("expires_after") else { return nil }
        try expiry.allow(only: ["anchor", "days"])
        _ = try expiry.required("anchor")
        _ = try expiry.string("anchor", oneOf: ["last_active_at"])
        _ = try expiry.required("days")
        return try expiry.integer("days", in: 1...365)
    }
}

/// How many files have each status, and their size.
struct FileCounts: Sendable {
    private var counts: [VectorStoreFile.Status: Int] = [:]
    private(set) var usageBytes = 0

    init(_ files: some Sequence<VectorStoreFile>) {
        for file in files {
            counts[file.status, default: 0] += 1
            usageBytes += file.usageBytes
        }
    }

    subscript(status: VectorStoreFile.Status) -> Int { counts[status] ?? 0 }

    /// The JSON object of the API.
    var document: JSONValue {
        [
            "in_progress": .integer(self[.inProgress]), "completed": .integer(self[.completed]),
            "failed": .integer(self[.failed]), "cancelled": .integer(self[.cancelled]),
            "total": .integer(counts.values.reduce(0, +)),
        ]
    }
}
