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

    func stream(as placeholder: Placeholder) -> Stream? {
        patterns.isEmpty ? nil : Stream(patterns: patterns, placeholder: placeholder)
    }

    /// The state of one body.
    struct Stream: Sendable {
        let patterns: [TextPattern]
        let placeholder: Placeholder
        var line: [UInt8] = []

        mutating func push(_ bytes: [UInt8]) -> [UInt8] {
            line.append(contentsOf: bytes)
            let end = line.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            let cut = end == 0 && line.count > LinePatterns.lineLimit ? line.count : end
            defer { line.removeFirst(cut) }
            return redact(line[..<cut])
        }

        mutating func finish() -> [UInt8] {
            defer { line = [] }
            return redact(line[...])
        }

        private func redact(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
            guard !bytes.isEmpty, let text = String(validating: bytes, as: UTF8.self) else { return Array(bytes) }
            return text.split(separator: "\n", omittingEmptySubsequences: false)
                .map { line in patterns.reduce(String(line)) { $1.replacingMatches(in: $0, with: replacement) } }
                .joined(separator: "\n").utf8.map(\.self)
        }

        private var replacement: String { Placeholder.word }
    }
}
