// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Regular expressions whose matches are replaced line by line, so that a body of any size is redacted in pieces.
package struct LinePatterns: Sendable {
    /// The longest line that is matched whole, in bytes; a longer one is matched in pieces of this size.
    package static let lineLimit = 1 << 20

    /// No patterns.
    package static let none = LinePatterns()

    private let patterns: [TextPattern]

    private init() {
        self.patterns = []
    }

    /// Creates patterns from the rules of a cassette.
    /// - Throws: ``MatchingRuleError`` when one is not a regular expression.
    package init(_ rules: RedactionRules) throws(MatchingRuleError) {
        var patterns: [TextPattern] = []
        for pattern in rules.patterns { patterns.append(try TextPattern(pattern)) }
        self.patterns = patterns
    }

    var isEmpty: Bool { patterns.isEmpty }

    /// Starts the redaction of a text or body.
    /// - Parameters:
    ///   - contentType: The content type of a body.
    ///   - keepsNumbers: Whether what is a number in JSON stays one.
    /// - Returns: The redaction, or `nil` when there are no patterns.
    func stream(contentType: String?, keepsNumbers: Bool) -> Stream? {
        guard !patterns.isEmpty else { return nil }
        return Stream(
            patterns: patterns,
            contentType: contentType.map(FieldParameters.init),
            keepsNumbers: keepsNumbers
        )
    }

    /// The state of one body.
    struct Stream: Sendable {
        let patterns: [TextPattern]
        let contentType: FieldParameters?
        let keepsNumbers: Bool
        /// How many lines have been changed so far.
        var replacements = 0
        var line: [UInt8] = []
        private var budget = PatternBudget(byteCount: 0)

        init(patterns: [TextPattern], contentType: FieldParameters?, keepsNumbers: Bool) {
            self.patterns = patterns
            self.contentType = contentType
            self.keepsNumbers = keepsNumbers
        }

        mutating func push(_ bytes: [UInt8]) -> [UInt8] {
            var redacted: [UInt8] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let room = LinePatterns.lineLimit - line.count
                let end = rest.prefix(room).firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
                line.append(contentsOf: rest[..<(end ?? min(rest.startIndex + room, rest.endIndex))])
                rest = rest.dropFirst(end.map { $0 - rest.startIndex } ?? room)
                if end != nil || line.count == LinePatterns.lineLimit { redactLine(into: &redacted) }
            }
            return redacted
        }

        mutating func finish() -> [UInt8] {
            var redacted: [UInt8] = []
            redactLine(into: &redacted)
            return redacted
        }

        /// Lines are taken one by one, so that one which is not text does not keep others from redaction.
        private mutating func redactLine(into output: inout [UInt8]) {
            defer { line.removeAll(keepingCapacity: true) }
            let end = (line.lastIndex { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") } ?? -1) + 1
            guard end > 0, let text = String(validating: line[..<end], as: UTF8.self) else {
                output.append(contentsOf: line)
                return
            }
            budget.add(byteCount: end)
            let isJSON = keepsNumbers && LineEdits.isJSON(line[..<end], contentType: contentType)
            var redacted = text
            for pattern in patterns {
                redacted =
                    isJSON
                    ? pattern.redacted(redacted, &budget)
                    : pattern.replacingMatches(in: redacted, with: Placeholder.word, &budget).text
            }
            if !redacted.isSpelled(like: text) { replacements += 1 }
            output.append(contentsOf: redacted.utf8)
            output.append(contentsOf: line[end...])
        }
    }
}

extension TextPattern {
    /// A line of JSON in which every match is replaced, and numbers stay numbers.
    fileprivate func redacted(_ text: String, _ budget: inout PatternBudget) -> String {
        let line = Array(text.utf8)
        var redacted: [UInt8] = []
        var copied = 0
        for edit in LineEdits.edits(ranges(in: text, &budget), in: line[...], keepsNumbers: true) {
            redacted += line[copied..<edit.range.lowerBound] + edit.bytes
            copied = edit.range.upperBound
        }
        return copied == 0 ? text : String(decoding: redacted + line[copied...], as: UTF8.self)
    }
}
