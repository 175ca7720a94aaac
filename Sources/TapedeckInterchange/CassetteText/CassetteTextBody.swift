// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A body as the text form writes it: `{"json": …}`, `{"text": …}` or `{"base64": …}`.
enum CassetteTextBody {
    /// The deepest JSON that is written as a document: the line around it is nested too.
    private static let depthLimit = 400

    /// The form of a body.
    /// - Parameters:
    ///   - bytes: The body, or a piece of one.
    ///   - isWhole: Whether it is a body; a piece of one is never read as JSON.
    /// - Returns: The form.
    static func json(_ bytes: [UInt8], isWhole: Bool) -> JSONValue {
        if isWhole, let (document, layout) = document(bytes) {
            return .object([JSONMember(name: "json", value: document)] + layout.members)
        }
        if let text = String(validating: bytes, as: UTF8.self) { return ["text": .string(text)] }
        return ["base64": .string(Base64.encode(bytes))]
    }

    /// The bytes of a form.
    /// - Throws: ``SourceProblem`` when it is none.
    static func bytes(_ form: JSONValue) throws(SourceProblem) -> [UInt8] {
        guard case .object(let members) = form, let first = members.first else {
            throw .malformed("a body is neither 'json', 'text' nor 'base64'")
        }
        switch (first.name, first.value) {
        case ("json", let document): return try JSONLayout(members.dropFirst()).bytes(of: document)
        case ("text", .string(let text)): return Array(text.utf8)
        case ("base64", .string(let text)):
            guard let bytes = Base64.decode(text.utf8) else { throw .malformed("a 'base64' body is not base64") }
            return bytes
        default: throw .malformed("a body is neither 'json', 'text' nor 'base64'")
        }
    }

    /// The document of a body, and how it is laid out, when the two give the very same bytes.
    private static func document(_ bytes: [UInt8]) -> (JSONValue, JSONLayout)? {
        guard bytes.first == UInt8(ascii: "{") || bytes.first == UInt8(ascii: "["), isShallow(bytes),
            let document = try? JSONValue(parsing: bytes)
        else { return nil }
        let layout = JSONLayout(of: bytes)
        return layout.bytes(of: document) == bytes ? (document, layout) : nil
    }

    private static func isShallow(_ bytes: [UInt8]) -> Bool {
        var depth = 0
        var deepest = 0
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: continue
            }
        }
        return deepest <= depthLimit
    }
}
