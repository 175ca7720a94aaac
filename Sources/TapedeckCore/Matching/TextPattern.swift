// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A regular expression given by a user, or kept in a cassette from elsewhere.
///
/// Matching takes bounded time, see ``PatternBudget``.
package struct TextPattern: Sendable, Hashable {
    /// The expression as written, or the name of a built-in one.
    package let text: String

    private let expression: NSRegularExpression

    /// The expressions that have names.
    package static let named: KeyValuePairs<String, String> = [
        "uuid": "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
        "date":
            "[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?",
    ]

    /// Creates a pattern.
    /// - Parameter text: A name of ``named``, or a regular expression in Swift's syntax.
    /// - Throws: ``MatchingRuleError`` when it is neither.
    package init(_ text: String) throws(MatchingRuleError) {
        self.text = text
        let source = Self.named.first { $0.key == text }?.value ?? text
        func failure(_ reason: String) -> MatchingRuleError {
            let names = Self.named.map { $0.key }.joined(separator: ", ")
            return MatchingRuleError(
                message: "'\(text)' is not a regular expression (\(reason)); write one, or a name: \(names)."
            )
        }
        do {
            // Swift's own reader says best what is wrong; its matching has no bounds.
            _ = try Regex(source)
        } catch {
            throw failure("\(error)")
        }
        do {
            expression = try NSRegularExpression(pattern: Self.translated(source))
        } catch {
            throw failure("it has a construct that cannot be matched in bounded time")
        }
    }

    /// An expression of Swift's syntax in that of ICU, where they differ.
    private static func translated(_ source: String) -> String {
        var result = String.UnicodeScalarView()
        var rest = source.unicodeScalars[...]
        /// Takes what is in braces as it is.
        func copyBraces() {
            guard rest.first == "{", let end = rest.firstIndex(of: "}") else { return }
            result.append(contentsOf: rest[...end])
            rest = rest[rest.index(after: end)...]
        }
        while let scalar = rest.popFirst() {
            if scalar == "\\", let next = rest.popFirst() {
                let isBraced = next == "u" && rest.first == "{"
                result.append(contentsOf: (isBraced ? "\\x" : "\\\(next)").unicodeScalars)
                if isBraced || "xpPN".unicodeScalars.contains(next) { copyBraces() }
            } else if scalar == "(", rest.starts(with: "?P<".unicodeScalars) {
                result.append(contentsOf: "(?<".unicodeScalars)
                rest.removeFirst(3)
            } else if scalar == "{", let first = rest.first, ("0"..."9").contains(first),
                let end = rest.firstIndex(of: "}")
            {
                result.append(scalar)
                result.append(contentsOf: rest[...end])
                rest = rest[rest.index(after: end)...]
            } else if scalar == "{" || scalar == "}" {
                // A brace that counts nothing is itself.
                result.append(contentsOf: "\\\(scalar)".unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// Whether the expression matches somewhere in a text.
    package func matches(_ text: String) -> Bool {
        var budget = PatternBudget(byteCount: text.utf8.count)
        var isMatched = false
        _ = forEachMatch(in: text, &budget) { _ in
            isMatched = true
            return false
        }
        return isMatched
    }

    /// Where the expression matches, in order.
    /// - Parameters:
    ///   - text: The text.
    ///   - budget: The time that may be taken.
    /// - Returns: The places in bytes of UTF-8; when the time does not suffice, the last one goes to the end.
    package func ranges(in text: String, _ budget: inout PatternBudget) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var (index, offset) = (text.startIndex, 0)
        let isWhole = forEachMatch(in: text, &budget) { range in
            let lower = offset + text.utf8.distance(from: index, to: range.lowerBound)
            let upper = lower + text.utf8.distance(from: range.lowerBound, to: range.upperBound)
            ranges.append(lower..<upper)
            (index, offset) = (range.upperBound, upper)
            return true
        }
        if !isWhole { ranges.append(offset..<text.utf8.count) }
        return ranges
    }

    /// A text in which every match is replaced.
    package func replacingMatches(in text: String, with replacement: String) -> String {
        var budget = PatternBudget(byteCount: text.utf8.count)
        return replacingMatches(in: text, with: replacement, &budget).text
    }

    /// A text in which every match is replaced, and all that follows the last one when the time does not suffice.
    package func replacingMatches(
        in text: String,
        with replacement: String,
        _ budget: inout PatternBudget
    ) -> (text: String, isWhole: Bool) {
        var result = ""
        var end = text.startIndex
        let isWhole = forEachMatch(in: text, &budget) { range in
            result += text[end..<range.lowerBound]
            result += replacement
            end = range.upperBound
            return true
        }
        guard isWhole else { return (result + replacement, false) }
        return (end == text.startIndex && result.isEmpty ? text : result + text[end...], true)
    }

    /// Goes through the matches of a text.
    /// - Returns: Whether the time sufficed.
    private func forEachMatch(
        in text: String,
        _ budget: inout PatternBudget,
        _ body: (Range<String.Index>) -> Bool
    ) -> Bool {
        var meter = budget.meter()
        var isWhole = true
        // Not every platform says that the closure does not escape.
        withoutActuallyEscaping(body) { body in
            expression.enumerateMatches(
                in: text,
                options: .reportProgress,
                range: NSRange(location: 0, length: text.utf16.count)
            ) { match, flags, stop in
                if let range = match?.range {
                    let lower = text.utf16.index(text.startIndex, offsetBy: range.location)
                    let upper = text.utf16.index(lower, offsetBy: range.length)
                    if !body(lower..<upper) { stop.pointee = true }
                } else if meter.isOver() || flags.contains(.internalError) {
                    // The stack of the expression is bounded too.
                    isWhole = false
                    stop.pointee = true
                }
            }
        }
        budget.take(meter)
        return isWhole
    }

    /// Compares the texts.
    package static func == (left: TextPattern, right: TextPattern) -> Bool { left.text.isSpelled(like: right.text) }

    /// Hashes the text.
    package func hash(into hasher: inout Hasher) { hasher.combine(spelling: text) }
}
