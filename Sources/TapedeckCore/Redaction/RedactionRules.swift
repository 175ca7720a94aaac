// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What is redacted beside what always is: the rules of a cassette.
public struct RedactionRules: Sendable, Hashable {
    /// Regular expressions; what they match inside a line of a body or in a URL is replaced.
    public var patterns: [String]

    /// No rules beyond the built-in ones.
    public static let builtIn = RedactionRules(patterns: [])

    /// Creates rules.
    /// - Parameter patterns: Regular expressions in Swift's syntax.
    public init(patterns: [String]) {
        self.patterns = patterns
    }
}

extension RedactionRules {
    /// The rules as JSON, such as `{"patterns":["user-[0-9]+"]}`.
    public var json: JSONValue {
        ["patterns": .array(patterns.map(JSONValue.string))]
    }

    /// Reads rules from JSON; what is missing is empty.
    public init(json: JSONValue) {
        self.init(patterns: json["patterns"]?.elements?.compactMap(\.string) ?? [])
    }
}
