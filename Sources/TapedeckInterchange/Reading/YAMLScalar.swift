// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// What YAML scalars without quotes stand for, by the rules of YAML 1.1 that PyYAML follows.
enum YAMLScalar {
    private static let booleans: [String: Bool] = [
        "true": true, "yes": true, "on": true, "false": false, "no": false, "off": false,
    ]

    /// The JSON value of a scalar: a boolean, a number, or text.
    static func json(_ text: String) -> JSONValue {
        // `True` and `TRUE` are spellings of `true`, `tRUE` is text.
        let rest = text.dropFirst()
        if rest == rest.lowercased() || text == text.uppercased(), let flag = booleans[text.lowercased()] {
            return .bool(flag)
        }
        return number(text) ?? .string(text)
    }

    /// The number, spelled as in the file where JSON has the same spelling.
    private static func number(_ text: String) -> JSONValue? {
        guard let first = text.utf8.first, text.utf8.count <= 400,
            Array("+-.0123456789".utf8).contains(first)
        else { return nil }
        if let number = parsed(text) { return number }
        var digits = text.filter { $0 != "_" }
        if digits.hasPrefix("+") { digits.removeFirst() }
        if digits.hasPrefix("0x"), let value = Int(digits.dropFirst(2), radix: 16) { return .integer(value) }
        // JSON wants a digit on both sides of the point.
        if digits.hasPrefix(".") { digits = "0" + digits }
        if digits.hasPrefix("-.") { digits = "-0" + digits.dropFirst() }
        if digits.hasSuffix(".") { digits += "0" }
        return parsed(digits)
    }

    private static func parsed(_ text: String) -> JSONValue? {
        guard case .number(let number)? = try? JSONValue(parsing: Array(text.utf8)) else { return nil }
        return .number(number)
    }
}
