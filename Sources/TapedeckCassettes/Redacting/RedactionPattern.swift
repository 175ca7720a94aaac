// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A rule of a redaction: a regular expression, and where it matches in bytes.
struct RedactionPattern: Sendable {
    /// The rule as it was given.
    let text: String
    private let literal: [UInt8]
    private let pattern: TextPattern

    init(_ text: String) throws {
        pattern = try TextPattern(text)
        let expression = TextPattern.named.first { $0.key == text }?.value ?? text
        self.text = text
        self.literal = RequiredLiteral.find(in: expression)
        guard !pattern.matches("") else {
            throw CassetteError(
                code: .invalidArgument,
                message: "'\(text)' matches the empty text, and so everywhere; write a rule that matches something."
            )
        }
    }

    /// Whether bytes may hold a match.
    func mayMatch(_ bytes: [UInt8]) -> Bool {
        guard !literal.isEmpty else { return true }
        return bytes.withUnsafeBufferPointer { bytes in
            literal.withUnsafeBufferPointer { literal in
                var start = 0
                while start + literal.count <= bytes.count {
                    var length = 0
                    while length < literal.count, bytes[start + length] == literal[length] { length += 1 }
                    if length == literal.count { return true }
                    start += 1
                }
                return false
            }
        }
    }

    func matches(_ text: String) -> Bool { pattern.matches(text) }

    /// Where a line matches, in order.
    func ranges(in line: ArraySlice<UInt8>) -> [Range<Int>] {
        var budget = PatternBudget(byteCount: line.count)
        let start = line.startIndex
        if let text = String(validating: line, as: UTF8.self) {
            return pattern.ranges(in: text, &budget).filter { !$0.isEmpty }
                .map { start + $0.lowerBound..<start + $0.upperBound }
        }
        // What is not UTF-8 is searched as if each byte were a character.
        let text = String(String.UnicodeScalarView(line.lazy.map { Unicode.Scalar($0) }))
        let scalars = text.unicodeScalars
        var (end, offset, place) = (text.startIndex, 0, start)
        return pattern.ranges(in: text, &budget).filter { !$0.isEmpty }.map { range in
            let lower = text.utf8.index(end, offsetBy: range.lowerBound - offset)
            let upper = text.utf8.index(lower, offsetBy: range.count)
            let first = place + scalars.distance(from: end, to: lower)
            (end, offset, place) = (upper, range.upperBound, first + scalars.distance(from: lower, to: upper))
            return first..<place
        }
    }
}
