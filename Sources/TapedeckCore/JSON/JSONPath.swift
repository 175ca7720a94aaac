// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A place, or a set of places, in a JSON document: the part of JSONPath (RFC 9535) that matching rules need.
///
/// `$.user`, `$.messages[0].content`, `$.messages[*].name`, `$['odd name']`, `$..request_id`.
public struct JSONPath: Sendable, Hashable {
    /// One step into a document.
    public enum Step: Sendable, Hashable {
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
    public let steps: [Step]

    /// Creates a path from its steps.
    public init(steps: [Step]) {
        self.steps = steps
    }

    /// Reads a path.
    /// - Parameter text: The path, beginning with `$`.
    /// - Throws: ``MatchingRuleError`` that shows what can be written.
    public init(_ text: String) throws(MatchingRuleError) {
        var rest = Substring(text)
        var steps: [Step] = []
        func invalid() -> MatchingRuleError {
            MatchingRuleError(
                message: "'\(text)' is not a JSON path; write one like $.user, $.messages[0].content, "
                    + "$.messages[*].name, $['odd name'] or $..request_id.")
        }
        func name() throws(MatchingRuleError) -> String {
            let name = rest.prefix { $0 != "." && $0 != "[" }
            guard !name.isEmpty else { throw invalid() }
            rest.removeFirst(name.count)
            return String(name)
        }
        guard rest.first == "$" else { throw invalid() }
        rest.removeFirst()
        while !rest.isEmpty {
            if rest.hasPrefix("..") {
                rest.removeFirst(2)
                steps.append(.anywhere(try name()))
            } else if rest.hasPrefix(".") {
                rest.removeFirst()
                let name = try name()
                steps.append(name == "*" ? .all : .member(name))
            } else {
                guard rest.first == "[", let close = rest.firstIndex(of: "]") else { throw invalid() }
                let inside = rest[rest.index(after: rest.startIndex)..<close]
                rest = rest[rest.index(after: close)...]
                if inside == "*" {
                    steps.append(.all)
                } else if let index = Int(inside), index >= 0 {
                    steps.append(.element(index))
                } else if inside.count >= 2, let quote = inside.first, quote == "'" || quote == "\"", inside.last == quote {
                    steps.append(.member(String(inside.dropFirst().dropLast())))
                } else {
                    throw invalid()
                }
            }
        }
        guard !steps.isEmpty else { throw invalid() }
        self.steps = steps
    }
}

extension JSONPath: CustomStringConvertible {
    /// The path as it is written.
    public var description: String {
        steps.reduce(into: "$") { text, step in
            switch step {
            case .member(let name):
                let isPlain = !name.isEmpty && !name.contains { ".[]'\" ".contains($0) }
                text += isPlain ? ".\(name)" : "['\(name)']"
            case .element(let index): text += "[\(index)]"
            case .all: text += "[*]"
            case .anywhere(let name): text += "..\(name)"
            }
        }
    }
}

extension JSONValue {
    /// The document without what a path names.
    public func removing(_ path: JSONPath) -> JSONValue {
        removing(path.steps[...]) ?? .null
    }

    /// The document without what the steps name; `nil` when it is removed whole.
    private func removing(_ steps: ArraySlice<JSONPath.Step>) -> JSONValue? {
        guard let step = steps.first else { return nil }
        let rest = steps.dropFirst()
        switch self {
        case .array(let elements):
            return .array(
                elements.enumerated().compactMap { index, element in
                    switch step {
                    case .element(index), .all: element.removing(rest)
                    case .anywhere: element.removing(steps)
                    default: element
                    }
                })
        case .object(let members):
            return .object(
                members.compactMap { member in
                    let value: JSONValue? =
                        switch step {
                        case .member(member.name), .all: member.value.removing(rest)
                        case .anywhere(member.name): member.value.removing(rest)?.removing(steps)
                        case .anywhere: member.value.removing(steps)
                        default: member.value
                        }
                    return value.map { JSONMember(name: member.name, value: $0) }
                })
        default:
            return self
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
