// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension SourceValue {
    /// A member that must be there.
    func required(_ name: String, in subject: String) throws(SourceProblem) -> SourceValue {
        guard let value = self[name] else { throw .malformed("\(subject) has no '\(name)'", line: line) }
        return value
    }

    /// A member that must be there and be text.
    func requiredText(_ name: String, in subject: String) throws(SourceProblem) -> String {
        guard let text = try required(name, in: subject).text else {
            throw .malformed("the '\(name)' of \(subject) is not text", line: line)
        }
        return text
    }

    /// A member that must be there and be an integer.
    func requiredInteger(_ name: String, in subject: String) throws(SourceProblem) -> Int {
        guard let integer = try required(name, in: subject).integer else {
            throw .malformed("the '\(name)' of \(subject) is not an integer", line: line)
        }
        return integer
    }

    /// The header fields of a map from names to a value or a list of values.
    var fields: [SourceExchange.Field] {
        (members ?? []).flatMap { member in
            (member.value.elements ?? [member.value]).compactMap { value in
                value.text.map { SourceExchange.Field(name: member.name, value: $0) }
            }
        }
    }

    /// The bytes of a body as the VCR family writes it: text, bytes, a list of pieces, or a map with `string` or
    /// `base64_string`; nothing at all is an empty body.
    func body() throws(SourceProblem) -> [UInt8] {
        switch self {
        case .scalar(.null): return []
        case .scalar, .bytes: return rawBytes ?? []
        case .list(let pieces):
            var bytes: [UInt8] = []
            for piece in pieces { bytes += try piece.body() }
            return bytes
        case .map:
            if let encoded = self["base64_string"] {
                guard let bytes = encoded.rawBytes.flatMap({ Base64.decode($0) }) else {
                    throw .malformed("a 'base64_string' is not base64", line: line)
                }
                return bytes
            }
            // Python's `io.BytesIO` is written as its state: the bytes, the position, and its attributes.
            if let state = self["state"]?.elements?.first { return try state.body() }
            return try self["string"]?.body() ?? []
        }
    }

    private var rawBytes: [UInt8]? {
        if case .bytes(let bytes) = self { return bytes }
        return text.map { Array($0.utf8) }
    }
}
