// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension JSONNumber {
    /// Creates a number, spelled as the ryu printer of Rust spells its double; `value` must be finite.
    ///
    /// The service writes scores and log probabilities so: the shortest digits, `.0` after whole numbers, plain decimals
    /// from 1e-5 to 1e16, and beyond them an exponent without plus sign and zeros (`6.144174602214718e-7`).
    package init(ryu value: Double) {
        let (digits, point) = JSONNumber(value).decimal
        let sign = value.sign == .minus ? "-" : ""
        let text = String(decoding: digits, as: UTF8.self)
        let spelling: String
        switch point {
        case _ where digits.isEmpty: spelling = "0.0"
        case 1...16 where digits.count <= point:
            spelling = text + String(repeating: "0", count: point - digits.count) + ".0"
        case 1...16: spelling = text.prefix(point) + "." + text.dropFirst(point)
        case -4...0: spelling = "0." + String(repeating: "0", count: -point) + text
        default:
            let fraction = digits.count > 1 ? "." + text.dropFirst() : ""
            spelling = text.prefix(1) + fraction + "e\(point - 1)"
        }
        self.init(literal: sign + spelling)
    }
}

extension JSONValue {
    /// A number from a finite double, spelled by ``JSONNumber/init(ryu:)``.
    package static func ryu(_ value: Double) -> JSONValue { .number(JSONNumber(ryu: value)) }
}
