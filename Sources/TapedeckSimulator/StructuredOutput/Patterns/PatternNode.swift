// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A part of a regular expression.
indirect enum PatternNode: Sendable {
    /// One scalar of a set.
    case scalar(ScalarSet)
    case sequence([PatternNode])
    case alternatives([PatternNode])
    case repeated(PatternNode, least: Int, most: Int?)
    /// `^`
    case start
    /// `$`
    case end
    /// `\b`, or `\B` when false.
    case wordBoundary(Bool)
}

/// A set of Unicode scalars.
struct ScalarSet: Sendable {
    /// Ranges in no order; they may overlap.
    var ranges: [ClosedRange<UInt32>]
    var isNegated = false

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar.value) } != isNegated
    }

    static let digits = ScalarSet(ranges: [0x30...0x39])
    static let word = ScalarSet(ranges: [0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x5F...0x5F])
    static let space = ScalarSet(ranges: [
        0x20...0x20, 0x09...0x0D, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
        0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ])
    static let lineEnds = ScalarSet(ranges: [0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029])

    /// The ranges that are not in the set.
    var complement: [ClosedRange<UInt32>] {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { gaps.append(next...range.lowerBound - 1) }
            next = max(next, range.upperBound + 1)
        }
        if next <= 0x10FFFF { gaps.append(next...0x10FFFF) }
        return gaps
    }

    /// A scalar of the set, a plain one if it has any; another one for another number.
    func sample(_ number: Int) -> Unicode.Scalar? {
        // Letters first, then digits, then the rest of ASCII.
        let plain: [ClosedRange<UInt32>] = [0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x21...0x7E, 0x20...0x20]
        for range in plain {
            let scalars = range.compactMap { Unicode.Scalar($0) }.filter(contains)
            if !scalars.isEmpty { return scalars[number % scalars.count] }
        }
        for range in isNegated ? complement : ranges {
            let count = Int(range.upperBound - range.lowerBound) + 1
            let chosen = range.lowerBound + UInt32(number % count)
            if let scalar = Unicode.Scalar(chosen) ?? Unicode.Scalar(range.lowerBound) { return scalar }
        }
        return nil
    }
}
