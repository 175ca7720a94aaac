// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// An upload in parts.
struct SimulatedUpload: Sendable {
    /// Maximum total length of all parts, in bytes.
    static let sizeLimit = 8 << 30
    /// Maximum length of a part, in bytes.
    static let partLimit = 64 << 20
    /// Maximum number of parts.
    static let partCountLimit = 10_000
    /// Time until an upload expires, in seconds.
    static let lifetime = 3600

    enum Status: String, Sendable {
        case pending, completed, cancelled, expired
    }

    let id: String
    let byteCount: Int
    let createdAt: Int
    let filename: String
    let purpose: FilePurpose
    let expiry: FileExpiry?
    var settled: Status?
    var parts: SpelledDictionary<Blob> = [:]
    /// The completed file.
    var file: JSONValue?

    /// When the upload expires.
    var expiresAt: Int { createdAt + Self.lifetime }

    /// The status at a time.
    func status(at now: Int) -> Status { settled ?? (now >= expiresAt ? .expired : .pending) }

    /// The JSON object of the API.
    func document(at now: Int) -> JSONValue {
        var members: [JSONMember] = [
            JSONMember(name: "id", value: .string(id)), JSONMember(name: "object", value: "upload"),
            JSONMember(name: "bytes", value: .integer(byteCount)),
            JSONMember(name: "created_at", value: .integer(createdAt)),
            JSONMember(name: "filename", value: .string(filename)),
            JSONMember(name: "purpose", value: .string(purpose.rawValue)),
            JSONMember(name: "status", value: .string(status(at: now).rawValue)),
            JSONMember(name: "expires_at", value: .integer(expiresAt)),
        ]
        if let file { members.append(JSONMember(name: "file", value: file)) }
        return .object(members)
    }
}
