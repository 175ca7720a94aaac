// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Why a regular expression cannot be used.
struct PatternError: Error {
    /// The clause that follows the pattern in a message, such as `is not a regular expression`.
    let reason: String
}

/// Reads the regular part of ECMAScript's expressions: no look-around, no back-references.
struct PatternParser {
    /// The most times a counted repetition may ask for.
    static let repeatLimit = 10_000

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    init(_ pattern: String) {
        scalars = Array(pattern.unicodeScalars)
    }

    mutating func parse() throws(PatternError) -> PatternNode {
        let node = try alternatives()
        guard position == scalars.count else { throw malformed("an unmatched ')'") }
        return node
    }

    private func malformed(_ what: String) -> PatternError {
        PatternError(reason: "is not a regular expression: it has \(what) at character \(position + 1)")
    }

    private func unsupported(_ what: String) -> PatternError {
        PatternError(reason: "uses \(what), which the simulator cannot satisfy")
    }

    private var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func consume(_ scalar: Unicode.Scalar) -> Bool {
        guard current == scalar else { return false }
        position += 1
        return true
    }

    private mutating func alternatives() throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 50 else { throw unsupported("groups nested deeper than 50 levels") }
        var options = [try sequence()]
        while consume("|") { options.append(try sequence()) }
        return options.count == 1 ? options[0] : .alternatives(options)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while let scalar = current, scalar != "|", scalar != ")" {
            let atom = try atom()
            parts.append(try quantified(atom))
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func quantified(_ atom: PatternNode) throws(PatternError) -> PatternNode {
        guard let scalar = current else { return atom }
        let start = position
        var bounds: (least: Int, most: Int?)
        switch scalar {
        case "*": bounds = (0, nil)
        case "+": bounds = (1, nil)
        case "?": bounds = (0, 1)
        case "{":
            guard let counted = counted() else {
                // A brace that counts nothing is itself.
                position = start
                return atom
            }
            bounds = counted
            position -= 1
        default: return atom
        }
        position += 1
        // A lazy quantifier matches the same strings.
        _ = consume("?")
        guard bounds.least <= Self.repeatLimit, bounds.most ?? 0 <= Self.repeatLimit else {
            throw unsupported("more than \(Self.repeatLimit) repetitions")
        }
        if let most = bounds.most, most < bounds.least { throw malformed("numbers out of order") }
        if let next = current, "*+".unicodeScalars.contains(next) { throw malformed("nothing to repeat") }
        return .repeated(atom, least: bounds.least, most: bounds.most)
    }

    private mutating func counted() -> (least: Int, most: Int?)? {
        position += 1
        guard let least = number() else { return nil }
        var most: Int? = least
        if consume(",") { most = current == "}" ? nil : number() ?? -1 }
        guard most ?? 0 >= 0, consume("}") else { return nil }
        return (least, most)
    }

    private mutating func number() -> Int? {
        let start = position
        while let scalar = current, ("0"..."9").contains(scalar), position - start < 9 { position += 1 }
        return Int(String(String.UnicodeScalarView(scalars[start..<position])))
    }

    private mutating func atom() throws(PatternError) -> PatternNode {
        let scalar = scalars[position]
        switch scalar {
        case "^":
            position += 1
            return .start
        case "$":
            position += 1
            return .end
        case ".":
            position += 1
            return .scalar(ScalarSet(ranges: ScalarSet.lineEnds.ranges, isNegated: true))
        case "(": return try group()
        case "[": return .scalar(try set())
        case "\\": return try escape()
        case "*", "+", "?": throw malformed("nothing to repeat")
        default:
            position += 1
            return .scalar(ScalarSet(ranges: [scalar.value...scalar.value]))
        }
    }

    private mutating func group() throws(PatternError) -> PatternNode {
        position += 1
        if consume("?") {
            if consume(":") {
                // A group that captures nothing.
            } else if current == "P" || current == "<" {
                _ = consume("P")
                guard consume("<"), let first = current, first != "=", first != "!" else {
                    throw unsupported("look-around or a back-reference")
                }
                while let scalar = current, scalar != ">" {
                    guard ScalarSet.word.contains(scalar) else { throw malformed("a bad group name") }
                    position += 1
                }
                guard consume(">") else { throw malformed("a bad group name") }
            } else {
                throw unsupported("look-around or flags")
            }
        }
        let node = try alternatives()
        guard consume(")") else { throw malformed("an unclosed group") }
        return node
    }

    private mutating func escape() throws(PatternError) -> PatternNode {
        guard position + 1 < scalars.count else { throw malformed("a lone '\\'") }
        switch scalars[position + 1] {
        case "b":
            position += 2
            return .wordBoundary(true)
        case "B":
            position += 2
            return .wordBoundary(false)
        case "A", "Z", "z", "G", "k": throw unsupported("'\\\(scalars[position + 1])'")
        case "1"..."9": throw unsupported("a back-reference")
        default: return .scalar(try escapedSet())
        }
    }

    /// The scalars an escape stands for, of an atom or inside a set.
    private mutating func escapedSet() throws(PatternError) -> ScalarSet {
        position += 1
        guard let scalar = current else { throw malformed("a lone '\\'") }
        position += 1
        switch scalar {
        case "d": return .digits
        case "D": return ScalarSet(ranges: ScalarSet.digits.ranges, isNegated: true)
        case "w": return .word
        case "W": return ScalarSet(ranges: ScalarSet.word.ranges, isNegated: true)
        case "s": return .space
        case "S": return ScalarSet(ranges: ScalarSet.space.ranges, isNegated: true)
        case "p", "P": throw unsupported("Unicode properties")
        default: break
        }
        let value = try escapedValue(scalar)
        return ScalarSet(ranges: [value...value])
    }

    private mutating func escapedValue(_ scalar: Unicode.Scalar) throws(PatternError) -> UInt32 {
        switch scalar {
        case "n": return 0x0A
        case "r": return 0x0D
        case "t": return 0x09
        case "f": return 0x0C
        case "v": return 0x0B
        case "0": return 0
        case "x": return try hexadecimal(2)
        case "u": return try hexadecimal(4)
        default: return scalar.value
        }
    }

    private mutating func hexadecimal(_ count: Int) throws(PatternError) -> UInt32 {
        var digits = ""
        while digits.count < count, let scalar = current, scalar.properties.isASCIIHexDigit {
            digits.unicodeScalars.append(scalar)
            position += 1
        }
        guard digits.count == count, let value = UInt32(digits, radix: 16), Unicode.Scalar(value) != nil else {
            throw malformed("an escape without a character")
        }
        return value
    }

    private mutating func set() throws(PatternError) -> ScalarSet {
        position += 1
        var set = ScalarSet(ranges: [])
        set.isNegated = consume("^")
        while true {
            guard let scalar = current else { throw malformed("an unclosed '['") }
            if scalar == "]" { break }
            let item = try setItem()
            guard current == "-", position + 1 < scalars.count, scalars[position + 1] != "]",
                let low = item.only
            else {
                set.ranges += item.isNegated ? item.complement : item.ranges
                continue
            }
            position += 1
            let upper = try setItem()
            guard let high = upper.only else {
                set.ranges += item.ranges + [0x2D...0x2D] + (upper.isNegated ? upper.complement : upper.ranges)
                continue
            }
            guard low <= high else { throw malformed("a range out of order") }
            set.ranges.append(low...high)
        }
        position += 1
        return set
    }

    private mutating func setItem() throws(PatternError) -> ScalarSet {
        guard let scalar = current else { throw malformed("an unclosed '['") }
        if scalar == "\\" {
            if position + 1 < scalars.count, scalars[position + 1] == "b" {
                position += 2
                return ScalarSet(ranges: [8...8])
            }
            return try escapedSet()
        }
        position += 1
        return ScalarSet(ranges: [scalar.value...scalar.value])
    }
}

extension ScalarSet {
    /// The scalar of a set of one.
    fileprivate var only: UInt32? {
        guard !isNegated, ranges.count == 1, ranges[0].count == 1 else { return nil }
        return ranges[0].lowerBound
    }
}
