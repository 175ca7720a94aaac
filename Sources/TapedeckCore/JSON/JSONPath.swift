// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A place, or a set of places, in a JSON document: the part of JSONPath (RFC 9535) that matching rules need.
///
/// `$.user`, `$.messages[0].content`, `$.messages[*].name`, `$['odd name']`, `$..request_id`.
package struct JSONPath: Sendable, Hashable {
    /// One step into a document.
    package enum Step: Sendable, Hashable {
        /// The member of a name.
        case member(String)
        /// The element of an index, from zero.
        case element(Int)
        /// Every member or element.
        case all
        /// The members of a name at any depth.
        case anywhere(String)
    }

    /// The steps from the root.
    package let steps: [Step]

    /// Creates a path from its steps.
    package init(steps: [Step]) {
        self.steps = steps
    }

    /// Reads a path.
    /// - Parameter text: The path, beginning with `$`.
    /// - Throws: ``MatchingRuleError`` that shows what can be written.
    package init(_ text: String) throws(MatchingRuleError) {
        guard let steps = Self.steps(text.unicodeScalars[...]), !steps.isEmpty else {
            throw MatchingRuleError(
                message: "'\(text)' is not a JSON path; write one like $.user, $.messages[0].content, "
                    + "$.messages[*].name, $['odd name'] or $..request_id."
            )
        }
        self.steps = steps
    }
}

extension JSONPath {
    private typealias Text = Substring.UnicodeScalarView

    private static func steps(_ text: Text) -> [Step]? {
        guard text.first == "$" else { return nil }
        var rest = text.dropFirst()
        var steps: [Step] = []
        while !rest.isEmpty {
            guard let step = step(&rest) else { return nil }
            steps.append(step)
        }
        return steps
    }

    private static func step(_ rest: inout Text) -> Step? {
        if rest.starts(with: "..".unicodeScalars) {
            rest.removeFirst(2)
            guard rest.first == "[" else {
                let name = name(&rest)
                return name == "*" ? nil : name.map(Step.anywhere)
            }
            guard case .member(let name) = bracket(&rest) else { return nil }
            return .anywhere(name)
        }
        guard rest.first == "." else { return bracket(&rest) }
        rest.removeFirst()
        let name = name(&rest)
        return name == "*" ? .all : name.map(Step.member)
    }

    private static func name(_ rest: inout Text) -> String? {
        let name = rest.prefix { $0 != "." && $0 != "[" }
        rest = rest[name.endIndex...]
        return name.isEmpty || name.contains("]") ? nil : String(name)
    }

    private static func bracket(_ rest: inout Text) -> Step? {
        guard rest.popFirst() == "[" else { return nil }
        if let quote = rest.first, quote == "'" || quote == "\"" {
            rest.removeFirst()
            guard let name = quoted(&rest, by: quote), rest.popFirst() == "]" else { return nil }
            return .member(name)
        }
        let inside = String(rest.prefix { $0 != "]" })
        rest = rest.dropFirst(inside.unicodeScalars.count)
        guard rest.popFirst() == "]" else { return nil }
        if inside == "*" { return .all }
        guard let index = Int(inside), index >= 0 else { return nil }
        return .element(index)
    }

    /// Reads up to the closing quote; a backslash stands before a quote or a backslash of the name.
    private static func quoted(_ rest: inout Text, by quote: Unicode.Scalar) -> String? {
        var name = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            if scalar == quote { return String(name) }
            guard let literal = scalar == "\\" ? rest.popFirst() : scalar else { return nil }
            name.append(literal)
        }
        return nil
    }
}

extension JSONPath: CustomStringConvertible {
    /// The path as it is written; reading it gives the same path.
    package var description: String {
        steps.reduce(into: "$") { text, step in
            switch step {
            case .member(let name): text += Self.isPlain(name) ? ".\(name)" : "[\(Self.quote(name))]"
            case .element(let index): text += "[\(index)]"
            case .all: text += "[*]"
            case .anywhere(let name): text += Self.isPlain(name) ? "..\(name)" : "..[\(Self.quote(name))]"
            }
        }
    }

    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name != "*" && !name.unicodeScalars.contains { ".[]'\"\\ ".unicodeScalars.contains($0) }
    }

    /// A name in double quotes, which stand unharmed between the single quotes of a shell.
    private static func quote(_ name: String) -> String {
        let escaped = name.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }
        return "\"" + escaped.joined() + "\""
    }
}

extension JSONValue {
    /// The document without what a path names.
    package func removing(_ path: JSONPath) -> JSONValue {
        removing([path])
    }

    /// The document without what any of some paths names, all taken from the document as it is.
    package func removing(_ paths: [JSONPath]) -> JSONValue {
        removing(paths.map { $0.steps[...] }) ?? .null
    }

    /// The document without what the steps name; `nil` when it is removed whole.
    private func removing(_ paths: [ArraySlice<JSONPath.Step>]) -> JSONValue? {
        guard !paths.isEmpty else { return self }
        guard !paths.contains(where: \.isEmpty) else { return nil }
        switch self {
        case .array(let elements):
            return .array(
                elements.enumerated().compactMap { index, element in
                    element.removing(paths.flatMap { Self.remaining($0, within: .element(index)) })
                }
            )
        case .object(let members):
            return .object(
                members.compactMap { member in
                    member.value.removing(paths.flatMap { Self.remaining($0, within: .member(member.name)) })
                        .map { JSONMember(name: member.name, value: $0) }
                }
            )
        default:
            return self
        }
    }

    /// What is left of a path on the way into a member or an element; nothing when it does not lead there.
    static func remaining(
        _ path: ArraySlice<JSONPath.Step>,
        within child: JSONPath.Step
    ) -> [ArraySlice<JSONPath.Step>] {
        switch (path.first, child) {
        case (.all, _): [path.dropFirst()]
        case (.anywhere(let name), .member(let own)) where name.isSpelled(like: own): [path.dropFirst(), path]
        case (.anywhere, _): [path]
        case (child, _): [path.dropFirst()]
        default: []
        }
    }

    /// The document with every string (not the names of members) changed.
    package func mappingStrings(_ transform: (String) -> String) -> JSONValue {
        switch self {
        case .string(let string): .string(transform(string))
        case .array(let elements): .array(elements.map { $0.mappingStrings(transform) })
        case .object(let members):
            .object(members.map { JSONMember(name: $0.name, value: $0.value.mappingStrings(transform)) })
        default: self
        }
    }
}
