// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The redaction rules of a cassette, beside the built-in ones.
public struct RedactionRules: Sendable, Hashable {
    /// Regular expressions; what they match inside a line of a body or in a URL is replaced.
    package var patterns: [String]
    /// Places in JSON bodies whose values are replaced.
    package var paths: [JSONPath]
    /// The version of redaction that the fingerprints are taken over: 1, keys of OpenAI's shape; 2, what
    /// ``currentVersion`` stands for.
    package var version: Int

    /// Keys of every known shape, and what is named like a credential.
    package static let currentVersion = 2

    /// No rules beyond the built-in ones.
    public static let builtIn = RedactionRules(patterns: [])

    /// Creates rules.
    /// - Parameters:
    ///   - patterns: Regular expressions in Swift's syntax.
    ///   - paths: Places in JSON bodies.
    ///   - version: What is redacted beside.
    package init(patterns: [String], paths: [JSONPath] = [], version: Int = currentVersion) {
        self.patterns = patterns
        self.paths = paths
        self.version = version
    }

    /// Creates rules from text.
    /// - Parameters:
    ///   - patterns: Regular expressions in Swift's syntax; their matches in bodies and URLs are replaced.
    ///   - jsonPaths: Members of JSON bodies whose values are replaced, such as `$..email`.
    /// - Throws: ``MatchingRuleError`` for a path or an expression that cannot be read.
    public init(patterns: [String] = [], jsonPaths: [String]) throws(MatchingRuleError) {
        var paths: [JSONPath] = []
        for path in jsonPaths { paths.append(try JSONPath(path)) }
        self.init(patterns: patterns, paths: paths)
        _ = try CompiledRedaction(self)
    }

    /// Whether there are rules beyond the built-in ones.
    package var isEmpty: Bool { patterns.isEmpty && paths.isEmpty }

    /// Whether the rules beyond the built-in ones are the same.
    package func isSame(as other: RedactionRules) -> Bool { patterns == other.patterns && paths == other.paths }
}

extension RedactionRules {
    /// The member beside the rules that says what is redacted of itself; earlier versions pass it over.
    package static let versionMember = "version"

    /// The rules as JSON, such as `{"patterns":["user-[0-9]+"],"json":["$..name"],"version":2}`.
    package var json: JSONValue {
        var members = [JSONMember(name: "patterns", value: .array(patterns.map(JSONValue.string)))]
        if !paths.isEmpty {
            members.append(JSONMember(name: "json", value: .array(paths.map { .string($0.description) })))
        }
        if version > 1 { members.append(JSONMember(name: Self.versionMember, value: .integer(version))) }
        return .object(members)
    }

    /// Reads rules from JSON; what is missing is empty, and of the first version.
    /// - Throws: ``MatchingRuleError`` for a JSON path that cannot be read, since what it names would stay.
    package init(json: JSONValue) throws(MatchingRuleError) {
        func texts(_ name: String) -> [String] { json[name]?.elements?.compactMap(\.string) ?? [] }
        let version: Int =
            if case .number(let number) = json[Self.versionMember] { Int(exactly: number.value) ?? 1 } else { 1 }
        var paths: [JSONPath] = []
        for path in texts("json") { paths.append(try JSONPath(path)) }
        self.init(
            patterns: texts("patterns"),
            paths: paths,
            version: min(max(version, 1), Self.currentVersion)
        )
    }
}

/// Rules of redaction, ready for use.
package struct CompiledRedaction: Sendable {
    /// No rules beyond the built-in ones.
    package static let none = CompiledRedaction()

    let patterns: LinePatterns
    let paths: [JSONPath]
    /// Whether fingerprints rest on what the first version redacted.
    let isFirstVersion: Bool

    private init() {
        patterns = .none
        paths = []
        isFirstVersion = false
    }

    /// Compiles the rules of a cassette.
    /// - Throws: ``MatchingRuleError`` when a pattern is not a regular expression.
    package init(_ rules: RedactionRules) throws(MatchingRuleError) {
        patterns = try LinePatterns(rules)
        paths = rules.paths
        isFirstVersion = rules.version < RedactionRules.currentVersion
    }
}
