// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The values of YAML scalars without quotes, by the rules of PyYAML, which vcrpy uses.
///
/// They are narrower than those of YAML 1.2: `1e3` and `1.0e5` are text, since an exponent needs a point and a sign.
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

    /// Whether a scalar is a number that JSON has no spelling for: infinity, or none.
    static func isBeyondJSON(_ text: String) -> Bool {
        let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
        let name = digits.lowercased()
        return name == ".inf" || text.lowercased() == ".nan"
    }

    /// The number, spelled as in the file where JSON has the same spelling.
    private static func number(_ text: String) -> JSONValue? {
        guard let first = text.utf8.first, text.utf8.count <= 400, Array("+-.0123456789".utf8).contains(first) else {
            return nil
        }
        let isNegative = first == UInt8(ascii: "-")
        let unsigned = isNegative || first == UInt8(ascii: "+") ? text.dropFirst() : text[...]
        let digits = unsigned.filter { $0 != "_" }
        let sign = isNegative ? "-" : ""
        for (prefix, radix) in [("0x", 16), ("0b", 2)] where digits.hasPrefix(prefix) {
            return Int(digits.dropFirst(2), radix: radix).map { .integer(isNegative ? -$0 : $0) }
        }
        if digits.count > 1, digits.hasPrefix("0"), digits.allSatisfy({ ("0"..."7").contains($0) }) {
            return Int(digits, radix: 8).map { .integer(isNegative ? -$0 : $0) }
        }
        let isInteger = digits.allSatisfy { $0.isASCII && $0.isNumber }
        if isInteger { return unsigned.first == "_" ? nil : parsed(sign + digits) }
        return decimal(digits, isSigned: unsigned.startIndex > text.startIndex).flatMap { parsed(sign + $0) }
    }

    /// A number with a point, as JSON spells it, with a digit on both sides.
    private static func decimal(_ digits: String, isSigned: Bool) -> String? {
        guard let point = digits.firstIndex(of: ".") else { return nil }
        let whole = digits[..<point]
        let fraction = digits[digits.index(after: point)...].prefix { $0.isASCII && $0.isNumber }
        let exponent = digits[fraction.endIndex...]
        guard !whole.isEmpty || !fraction.isEmpty && !isSigned else { return nil }
        if !exponent.isEmpty {
            let sign = exponent.dropFirst().first
            guard exponent.first == "e" || exponent.first == "E", sign == "+" || sign == "-" else { return nil }
        }
        return "\(whole.isEmpty ? "0" : whole).\(fraction.isEmpty ? "0" : fraction)\(exponent)"
    }

    private static func parsed(_ text: String) -> JSONValue? {
        guard case .number(let number)? = try? JSONValue(parsing: Array(text.utf8)) else { return nil }
        return .number(number)
    }
}
