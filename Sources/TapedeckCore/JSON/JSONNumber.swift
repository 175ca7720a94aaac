// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A JSON number, kept as its spelling in the document.
package struct JSONNumber: Sendable, Hashable {
    /// The most digits an exponent may have.
    private static let exponentLimit = 15

    /// The number as the document spells it, such as `1.50`.
    package let spelling: String

    /// The value as a double; infinite when it is beyond its range, which only a lenient reading lets pass.
    package var value: Double { Double(spelling) ?? .nan }

    /// Creates an integer.
    package init(_ integer: Int) {
        self.spelling = String(integer)
    }

    /// Creates a number, spelled as its double is written shortest; `value` must be finite.
    package init(_ value: Double) {
        self.spelling = value.description
    }

    /// Creates a number from a spelling that is known to be one.
    init(literal spelling: String) {
        self.spelling = spelling
    }

    /// Creates a number from a spelling that follows JSON's grammar.
    ///
    /// It is `nil` for an exponent of more digits than can be counted with, and, when it is to be bounded, for a value
    /// beyond a double's range.
    init?(spelling: String, isBounded: Bool) {
        self.spelling = spelling
        guard let mark = spelling.utf8.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) else {
            // A double holds every integer and fraction of so few digits.
            guard isBounded, spelling.utf8.count > 300 else { return }
            guard value.isFinite else { return nil }
            return
        }
        guard spelling.utf8[mark...].count <= Self.exponentLimit, !isBounded || value.isFinite else { return nil }
    }
}

extension JSONNumber {
    /// The number spelled in one way for each value: as ECMAScript's `Number::toString` spells a double (RFC 8785,
    /// section 3.2.2.3), with all the digits that the document gives it.
    ///
    /// Numbers that differ stay different where they would be one double: beyond 2^53, and past the 17th digit.
    package var canonical: String {
        if isShortInteger { return spelling }
        let (digits, point) = decimal
        guard let first = digits.first else { return "0" }
        let isNegative = spelling.utf8.first == UInt8(ascii: "-")
        return (isNegative ? "-" : "") + Self.layOut(digits, first, point: point)
    }

    /// Whether the spelling is an integer of few digits, and so canonical already.
    private var isShortInteger: Bool {
        let utf8 = spelling.utf8
        guard utf8.count <= 15, spelling != "-0" else { return false }
        return utf8.dropFirst(utf8.first == UInt8(ascii: "-") ? 1 : 0)
            .allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    }

    /// The digits without zeros at either end, none for zero, and where the decimal point stands among them.
    var decimal: (digits: ArraySlice<UInt8>, point: Int) {
        var digits: [UInt8] = []
        digits.reserveCapacity(spelling.utf8.count)
        var point: Int?
        var exponent = 0
        let mark = spelling.utf8.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? spelling.endIndex
        for byte in spelling.utf8[..<mark] {
            switch byte {
            case UInt8(ascii: "."): point = digits.count
            case UInt8(ascii: "-"): continue
            default: digits.append(byte)
            }
        }
        // Swift reads a sign before an integer.
        if mark < spelling.endIndex { exponent = Int(spelling[mark...].dropFirst()) ?? 0 }
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        let end = (digits.lastIndex { $0 != UInt8(ascii: "0") } ?? -1) + 1
        return (digits[min(zeros, end)..<end], (point ?? digits.count) + exponent - zeros)
    }

    private static func layOut(_ digits: ArraySlice<UInt8>, _ first: UInt8, point: Int) -> String {
        func text(_ digits: ArraySlice<UInt8>) -> String { String(decoding: digits, as: UTF8.self) }
        let split = digits.startIndex + max(0, min(point, digits.count))
        switch point {
        case 1...21 where point >= digits.count:
            return text(digits) + String(repeating: "0", count: point - digits.count)
        case 1...21: return text(digits[..<split]) + "." + text(digits[split...])
        case -5...0: return "0." + String(repeating: "0", count: -point) + text(digits)
        default:
            let exponent = point - 1
            let fraction = digits.count > 1 ? "." + text(digits.dropFirst()) : ""
            return text([first]) + fraction + "e\(exponent < 0 ? "-" : "+")\(exponent.magnitude)"
        }
    }
}
