// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckSummarizer

/// A formula over rewards: numbers, names, `+ - * / ^`, parentheses, and a few functions.
///
/// Names are those of the graders; one with spaces or other marks is found with `_` in their place.
struct GraderFormula: Sendable {
    private enum Function: String, CaseIterable {
        case min, max, abs, floor, ceil, exp, sqrt, log
    }

    /// Maximum depth of parentheses, functions and signs.
    private static let depthLimit = 64

    private let text: [UInt8]

    /// - Parameter text: The formula.
    init(_ text: String) {
        self.text = Array(text.utf8)
    }

    /// The value of the formula.
    /// - Parameter names: The values of the names.
    /// - Returns: The value, which is finite.
    /// - Throws: ``GraderProblem`` for a formula that cannot be read, an unknown name, or a value that is no number.
    func value(of names: [(name: String, value: Double)]) throws(GraderProblem) -> Double {
        var reader = Reader(text: text, names: names.map { (Self.plain($0.name), $0.value) })
        let value = try reader.sum()
        reader.skipSpaces()
        guard reader.place == text.count else { throw reader.unexpected }
        guard value.isFinite else { throw GraderProblem(kind: .other, message: "the value is no finite number.") }
        return value
    }

    /// A name as a formula spells it.
    private static func plain(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }

    private struct Reader {
        let text: [UInt8]
        let names: [(name: String, value: Double)]
        var place = 0
        var depth = 0

        mutating func skipSpaces() {
            while place < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[place]) { place += 1 }
        }

        var unexpected: GraderProblem {
            guard place < text.count else {
                return GraderProblem(kind: .formula, message: "the formula ends too early.")
            }
            let rest = String(decoding: text[place...].prefix(20), as: UTF8.self)
            return GraderProblem(kind: .formula, message: "unexpected '\(rest)' at character \(place + 1).")
        }

        /// Takes one of some marks, if it is next.
        private mutating func take(_ marks: String) -> UInt8? {
            skipSpaces()
            guard place < text.count, marks.utf8.contains(text[place]) else { return nil }
            defer { place += 1 }
            return text[place]
        }

        mutating func sum() throws(GraderProblem) -> Double {
            var value = try product()
            while let mark = take("+-") {
                let other = try product()
                value = mark == UInt8(ascii: "+") ? value + other : value - other
            }
            return value
        }

        private mutating func product() throws(GraderProblem) -> Double {
            var value = try signed()
            while let mark = take("*/") {
                let other = try signed()
                value = mark == UInt8(ascii: "*") ? value * other : value / other
            }
            return value
        }

        private mutating func signed() throws(GraderProblem) -> Double {
            guard let mark = take("+-") else { return try power() }
            let value = try deeper { (reader) throws(GraderProblem) in try reader.signed() }
            return mark == UInt8(ascii: "-") ? -value : value
        }

        private mutating func power() throws(GraderProblem) -> Double {
            let base = try operand()
            guard take("^") != nil else { return base }
            let exponent = try deeper { (reader) throws(GraderProblem) in try reader.signed() }
            return PortableMath.power(base, exponent)
        }

        private mutating func deeper(
            _ body: (inout Reader) throws(GraderProblem) -> Double
        ) throws(GraderProblem) -> Double {
            depth += 1
            guard depth <= GraderFormula.depthLimit else {
                throw GraderProblem(kind: .formula, message: "the formula is nested more than 64 times.")
            }
            let value = try body(&self)
            depth -= 1
            return value
        }

        private mutating func operand() throws(GraderProblem) -> Double {
            skipSpaces()
            if take("(") != nil {
                let value = try deeper { (reader) throws(GraderProblem) in try reader.sum() }
                guard take(")") != nil else { throw unexpected }
                return value
            }
            if let number = try number() { return number }
            guard let word = word() else { throw unexpected }
            if let function = Function(rawValue: word), take("(") != nil { return try call(function) }
            guard let value = names.last(where: { $0.name == word })?.value else {
                throw GraderProblem(
                    kind: .variable,
                    message: "there is no grader '\(word)'. There are: \(names.map(\.name).joined(separator: ", "))."
                )
            }
            return value
        }

        private mutating func number() throws(GraderProblem) -> Double? {
            let start = place
            var end = place
            while end < text.count, text[end] == UInt8(ascii: ".") || Self.isDigit(text[end]) { end += 1 }
            guard end > start else { return nil }
            if end < text.count, text[end] | 0x20 == UInt8(ascii: "e") {
                var tail = end + 1
                if tail < text.count, text[tail] == UInt8(ascii: "-") || text[tail] == UInt8(ascii: "+") { tail += 1 }
                let digits = tail
                while tail < text.count, Self.isDigit(text[tail]) { tail += 1 }
                if tail > digits { end = tail }
            }
            guard let value = Double(String(decoding: text[start..<end], as: UTF8.self)), value.isFinite else {
                throw unexpected
            }
            place = end
            return value
        }

        private mutating func word() -> String? {
            let start = place
            while place < text.count, Self.isLetter(text[place]) || (place > start && Self.isDigit(text[place])) {
                place += 1
            }
            return place > start ? String(decoding: text[start..<place], as: UTF8.self) : nil
        }

        private mutating func call(_ function: Function) throws(GraderProblem) -> Double {
            var arguments: [Double] = []
            repeat {
                arguments.append(try deeper { (reader) throws(GraderProblem) in try reader.sum() })
            } while take(",") != nil
            guard take(")") != nil else { throw unexpected }
            let first = arguments[0]
            switch function {
            case .min: return arguments.min() ?? first
            case .max: return arguments.max() ?? first
            default: break
            }
            guard arguments.count == 1 else {
                throw GraderProblem(kind: .formula, message: "'\(function.rawValue)' takes one argument.")
            }
            return switch function {
            case .abs: abs(first)
            case .floor: first.rounded(.down)
            case .ceil: first.rounded(.up)
            case .sqrt: first.squareRoot()
            case .exp: PortableMath.exp(first)
            default: first > 0 ? PortableMath.log(first) : .nan
            }
        }

        private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
        private static func isLetter(_ byte: UInt8) -> Bool {
            byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20)
        }
    }
}

extension PortableMath {
    /// A power; whole exponents up to 64 by multiplication.
    fileprivate static func power(_ base: Double, _ exponent: Double) -> Double {
        if exponent == exponent.rounded(), abs(exponent) <= 64 {
            let product = (0..<Int(abs(exponent))).reduce(1.0) { value, _ in value * base }
            return exponent < 0 ? 1 / product : product
        }
        if base == 0 { return exponent > 0 ? 0 : .infinity }
        return base > 0 ? exp(exponent * log(base)) : .nan
    }
}
