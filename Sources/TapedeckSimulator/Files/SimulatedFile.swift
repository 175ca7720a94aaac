// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A file of the API.
struct SimulatedFile: Sendable {
    let id: String
    let purpose: FilePurpose
    let filename: String
    let createdAt: Int
    let expiresAt: Int?
    /// What the service says it became of it.
    var status = "processed"
    /// The number of bytes the service says it has.
    let byteCount: Int
    /// The bytes; `nil` when a recording knows the file but not its content.
    let content: Blob?

    /// The object of the API.
    var document: JSONValue {
        [
            "object": "file", "id": .string(id), "purpose": .string(purpose.rawValue), "filename": .string(filename),
            "bytes": .integer(byteCount), "created_at": .integer(createdAt),
            "expires_at": expiresAt.map(JSONValue.integer) ?? .null, "status": .string(status), "status_details": .null,
        ]
    }

    /// Whether the file is gone at a moment.
    func isExpired(at now: Int) -> Bool { expiresAt.map { $0 <= now } ?? false }
}
