// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// The header fields of a message, as HTTP has them.
struct SourceFields {
    private(set) var fields = HTTPFields()
    /// Notes on data that could not be imported.
    private(set) var losses: [String] = []

    /// Takes over the fields that have valid names; pseudo-fields such as `:authority` are none.
    /// - Throws: ``SourceProblem`` when there are more than a message may have.
    init(_ source: [SourceExchange.Field]) throws(SourceProblem) {
        var limits = HTTPFieldLimits()
        for field in source where !field.name.hasPrefix(":") {
            guard let name = HTTPField.Name(field.name) else {
                losses.append("the header field '\(field.name.prefix(64))' has no valid name, and is left out")
                continue
            }
            for value in Self.values(field.value) {
                guard limits.admit(field.name, value) else {
                    throw .malformed("a message has more header fields than it may: \(HTTPFieldLimits.description)")
                }
                fields.append(HTTPField(name: name, value: value))
            }
        }
    }

    /// The values of fields that browsers join with line feeds; a line that begins with a space goes on with the one
    /// before it.
    private static func values(_ text: String) -> [String] {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) else { return [text] }
        var values: [String] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let content = line.drop { $0 == " " || $0 == "\t" }
            if content.startIndex > line.startIndex, let last = values.indices.last {
                values[last] += " " + content
            } else {
                values.append(String(content))
            }
        }
        return values
    }
}
