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

    /// The header fields of a map from names to a value or a list of values, or of a list of pairs, which may lie in a
    /// list itself.
    var fields: [SourceExchange.Field] {
        if let elements {
            if elements.count == 2, let name = elements[0].text, let value = elements[1].text {
                return [SourceExchange.Field(name: name, value: value)]
            }
            return elements.flatMap(\.fields)
        }
        return (members ?? []).flatMap { member in
            (member.value.elements ?? [member.value]).compactMap { value in
                value.text.map { SourceExchange.Field(name: member.name, value: $0) }
            }
        }
    }

    /// The status code: a number, text that begins with one, or a map that holds one.
    func statusCode() throws(SourceProblem) -> Int {
        if let code = integer ?? text?.split(separator: " ").first.flatMap({ Int($0) }) { return code }
        guard let code = (self["code"] ?? self["status_code"])?.integer else {
            throw .malformed("the 'status' of the response has no code", line: line)
        }
        return code
    }
}
