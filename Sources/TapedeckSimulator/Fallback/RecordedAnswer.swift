// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A recorded response that a simulated session may continue from.
struct RecordedAnswer {
    /// Maximum length of a response body that is parsed, in bytes.
    static let bodyLimit = 16 << 20

    /// The first identifier in the path of the request; empty when it has none.
    let id: String
    let interaction: Interaction
    let read: RecordedState.Read

    /// The JSON document; `nil` when the body is something else, or too long.
    /// - Throws: What `read` throws.
    var document: JSONValue? {
        get throws {
            let body = interaction.response.body
            guard body.length <= Self.bodyLimit else { return nil }
            return try? JSONValue(parsing: try body.bytes(read: read))
        }
    }

    /// The JSON document of the request; `nil` when its body is something else, or too long.
    /// - Throws: What `read` throws.
    var requestDocument: JSONValue? {
        get throws {
            let body = interaction.request.body
            guard body.length <= Self.bodyLimit else { return nil }
            return try? JSONValue(parsing: try body.bytes(read: read))
        }
    }

    /// The objects of a list in their recorded order; none when it is no list.
    /// - Throws: What `read` throws.
    var listed: [JSONValue] { get throws { try document?["data"]?.elements ?? [] } }
}

extension RecordedBody {
    /// The whole body.
    fileprivate func bytes(read: RecordedState.Read) throws -> [UInt8] {
        switch self {
        case .bytes(let bytes): bytes
        case .stored(let reference): try read(reference, 0..<reference.length)
        }
    }
}
