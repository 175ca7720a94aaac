// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Regular expressions whose matches are replaced line by line, so that a body of any size is redacted in pieces.
public struct LinePatterns: Sendable {
    /// The longest line that is matched whole, in bytes; a longer one is matched in pieces of this size.
    public static let lineLimit = 1 << 20

    /// No patterns.
    public static let none = LinePatterns()

    private let patterns: [TextPattern]

    private init() {
        self.patterns = []
    }

    /// Creates patterns from the rules of a cassette.
    /// - Throws: ``MatchingRuleError`` when one is not a regular expression.
    public init(_ rules: RedactionRules) throws(MatchingRuleError) {
        var patterns: [TextPattern] = []
        for pattern in rules.patterns { patterns.append(try TextPattern(pattern)) }
        self.patterns = patterns
    }

    var isEmpty: Bool { patterns.isEmpty }

    func stream() -> Stream? {
        patterns.isEmpty ? nil : Stream(patterns: patterns)
    }

    /// The state of one body.
    struct Stream: Sendable {
        let patterns: [TextPattern]
        /// How many lines have been changed so far.
        var replacements = 0
        var line: [UInt8] = []

        mutating func push(_ bytes: [UInt8]) -> [UInt8] {
            line.append(contentsOf: bytes)
            let end = line.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            let cut = end == 0 && line.count > LinePatterns.lineLimit ? line.count : end
            let redacted = redact(line[..<cut])
            line.removeFirst(cut)
            return redacted
        }

        mutating func finish() -> [UInt8] {
            let redacted = redact(line[...])
            line = []
            return redacted
        }

        private mutating func redact(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
            guard !bytes.isEmpty, let text = String(validating: bytes, as: UTF8.self) else { return Array(bytes) }
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                let redacted = patterns.reduce(String(line)) { $1.replacingMatches(in: $0, with: Placeholder.word) }
                if redacted != line { replacements += 1 }
                return redacted
            }
            return Array(lines.joined(separator: "\n").utf8)
        }
    }
}
