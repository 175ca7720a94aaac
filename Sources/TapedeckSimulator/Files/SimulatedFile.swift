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
    /// The processing status that the service shows.
    var status = "processed"
    /// Length in bytes, as the service shows it.
    let byteCount: Int
    /// The content; `nil` when a recording has only the file's metadata.
    let content: Blob?

    /// The JSON object of the API.
    var document: JSONValue {
        [
            "object": "file", "id": .string(id), "purpose": .string(purpose.rawValue), "filename": .string(filename),
            "bytes": .integer(byteCount), "created_at": .integer(createdAt),
            "expires_at": expiresAt.map(JSONValue.integer) ?? .null, "status": .string(status), "status_details": .null,
        ]
    }

    /// Whether the file has expired at this time.
    func isExpired(at now: Int) -> Bool { expiresAt.map { $0 <= now } ?? false }
}
