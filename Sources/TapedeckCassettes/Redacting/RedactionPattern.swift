// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A rule of a redaction: a regular expression, and where it matches in bytes.
struct RedactionPattern: Sendable {
    /// The rule as it was given.
    let text: String
    private let literal: [UInt8]
    // A compiled expression is never changed; the type says nothing about it.
    nonisolated(unsafe) private let regex: Regex<AnyRegexOutput>

    init(_ text: String) throws {
        // Checks the expression, and gives the names their meaning.
        _ = try TextPattern(text)
        let expression = TextPattern.named.first { $0.key == text }?.value ?? text
        self.text = text
        self.literal = RequiredLiteral.find(in: expression)
        self.regex = try Regex(expression)
        guard "".firstMatch(of: regex) == nil else {
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

    func matches(_ text: String) -> Bool { text.firstMatch(of: regex) != nil }

    /// Where a line matches, in order.
    func ranges(in line: ArraySlice<UInt8>) -> [Range<Int>] {
        if let text = String(validating: line, as: UTF8.self) {
            var found = text.ranges(of: regex).map { range in
                let start = line.startIndex + text.utf8.distance(from: text.startIndex, to: range.lowerBound)
                return start..<start + text.utf8.distance(from: range.lowerBound, to: range.upperBound)
            }
            // A mark over a letter makes another character of it, which is no reason to leave a secret.
            if found.isEmpty, !line.allSatisfy({ $0 < 0x80 }) { found = scalarRanges(in: text, from: line.startIndex) }
            return found.filter { !$0.isEmpty }
        }
        // What is not UTF-8 is searched as if each byte were a character.
        let text = String(String.UnicodeScalarView(line.lazy.map { Unicode.Scalar($0) }))
        return text.ranges(of: regex.matchingSemantics(.unicodeScalar)).map { range in
            let scalars = text.unicodeScalars
            let start = line.startIndex + scalars.distance(from: scalars.startIndex, to: range.lowerBound)
            return start..<start + scalars.distance(from: range.lowerBound, to: range.upperBound)
        }.filter { !$0.isEmpty }
    }

    private func scalarRanges(in text: String, from start: Int) -> [Range<Int>] {
        text.ranges(of: regex.matchingSemantics(.unicodeScalar)).map { range in
            let lower = start + text.utf8.distance(from: text.startIndex, to: range.lowerBound)
            return lower..<lower + text.utf8.distance(from: range.lowerBound, to: range.upperBound)
        }
    }
}
