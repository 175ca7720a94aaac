// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The rules that loosen or tighten how requests are compared.
public struct MatchingRules: Sendable, Hashable {
    /// Places in JSON bodies to ignore.
    package var ignoredJSON: [JSONPath]
    /// Names of query items to ignore.
    package var ignoredQuery: Set<String>
    /// Lower-case names of header fields to compare.
    package var matchedHeaders: Set<String>
    /// Patterns of text that is treated as equal in strings of JSON bodies and in the query, such as dates.
    package var scrubbed: [TextPattern]

    /// The default rules: everything counts but the header fields.
    ///
    /// Members to ignore by default are listed here.
    public static let strict = MatchingRules(ignoredJSON: [])

    /// Creates rules.
    package init(
        ignoredJSON: [JSONPath] = [],
        ignoredQuery: Set<String> = [],
        matchedHeaders: Set<String> = [],
        scrubbed: [TextPattern] = []
    ) {
        self.ignoredJSON = ignoredJSON
        self.ignoredQuery = ignoredQuery
        self.matchedHeaders = Set(matchedHeaders.map { $0.lowercased() })
        self.scrubbed = scrubbed
    }

    /// A text with every scrubbed match replaced by the name of its rule.
    package func scrub(_ text: String) -> String {
        var budget = PatternBudget(byteCount: text.utf8.count)
        return scrub(text, &budget)
    }

    /// A text with every scrubbed match replaced, in so many steps.
    func scrub(_ text: String, _ budget: inout PatternBudget) -> String {
        var text = text
        for pattern in scrubbed {
            let scrubbed = pattern.replacingMatches(in: text, with: "<\(pattern.text)>", &budget)
            if scrubbed.isWhole { text = scrubbed.text }
        }
        return text
    }
}

extension MatchingRules {
    /// The names of the lists that rules have in JSON.
    package static let members = ["ignore_json", "ignore_query", "match_header", "scrub"]

    /// The rules as JSON, as a cassette keeps them; rules that are not set are left out.
    package var json: JSONValue {
        let lists: [(String, [String])] = [
            ("ignore_json", ignoredJSON.map(\.description)),
            ("ignore_query", ignoredQuery.sorted()),
            ("match_header", matchedHeaders.sorted()),
            ("scrub", scrubbed.map(\.text)),
        ]
        return .object(
            lists.filter { !$0.1.isEmpty }.map { JSONMember(name: $0.0, value: .array($0.1.map(JSONValue.string))) }
        )
    }

    /// Reads rules from JSON; what is missing is not set.
    /// - Throws: ``MatchingRuleError`` for a path or an expression that cannot be read.
    package init(json: JSONValue) throws(MatchingRuleError) {
        func texts(_ name: String) -> [String] { json[name]?.elements?.compactMap(\.string) ?? [] }
        try self.init(
            ignoringJSON: texts("ignore_json"),
            query: texts("ignore_query"),
            matchingHeaders: texts("match_header"),
            scrubbing: texts("scrub")
        )
    }

    /// Creates rules from text.
    /// - Parameters:
    ///   - paths: Members of JSON bodies to ignore, such as `$.user` or `$..metadata`.
    ///   - query: Names of query items to ignore.
    ///   - matchingHeaders: Names of header fields to compare; by default none is.
    ///   - patterns: Text to treat as equal in JSON strings and the query: `uuid`, `date`, or a regular expression.
    /// - Throws: ``MatchingRuleError`` for a path or an expression that cannot be read.
    public init(
        ignoringJSON paths: [String] = [],
        query: [String] = [],
        matchingHeaders: [String] = [],
        scrubbing patterns: [String] = []
    ) throws(MatchingRuleError) {
        self.init(ignoredQuery: Set(query), matchedHeaders: Set(matchingHeaders))
        for path in paths { ignoredJSON.append(try JSONPath(path)) }
        for pattern in patterns { scrubbed.append(try TextPattern(pattern)) }
    }
}

/// The error of a rule that cannot be read.
public struct MatchingRuleError: Error, Hashable, CustomStringConvertible {
    /// One line that shows the rule and how to write it.
    public let message: String

    /// One line for people.
    public var description: String { message }
}
