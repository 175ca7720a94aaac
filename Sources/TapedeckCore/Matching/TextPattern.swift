// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A regular expression given by a user.
public struct TextPattern: Sendable, Hashable {
    /// The expression as written, or the name of a built-in one.
    public let text: String

    // Regex is not Sendable, though a compiled one is never changed by matching.
    private nonisolated(unsafe) let regex: Regex<AnyRegexOutput>

    /// The expressions that have names.
    public static let named: KeyValuePairs<String, String> = [
        "uuid": "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
        "date":
            "[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?",
    ]

    /// Creates a pattern.
    /// - Parameter text: A name of ``named``, or a regular expression in Swift's syntax.
    /// - Throws: ``MatchingRuleError`` when it is neither.
    public init(_ text: String) throws(MatchingRuleError) {
        self.text = text
        do {
            self.regex = try Regex(Self.named.first { $0.key == text }?.value ?? text)
        } catch {
            let names = Self.named.map { $0.key }.joined(separator: ", ")
            throw MatchingRuleError(
                message: "'\(text)' is not a regular expression (\(error)); write one, or a name: \(names)."
            )
        }
    }

    /// A text in which every match is replaced.
    public func replacingMatches(in text: String, with replacement: String) -> String {
        text.replacing(regex, with: replacement)
    }

    /// Compares the texts.
    public static func == (left: TextPattern, right: TextPattern) -> Bool { left.text == right.text }

    /// Hashes the text.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
