// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore
package import Yams

/// Reads YAML documents in bounded time and memory.
package enum YAMLReader {
    /// Reads a document as nodes, which know their lines, tags and styles.
    /// - Parameters:
    ///   - text: The document.
    ///   - limits: The bounds of what it may cost, checked before it is parsed.
    /// - Returns: The root, aliases followed; `nil` for an empty document.
    /// - Throws: ``YAMLError`` when it is not YAML, or beyond a limit.
    package static func node(_ text: String, limits: YAMLLimits = YAMLLimits()) throws(YAMLError) -> Node? {
        var text = text
        text.makeContiguousUTF8()
        try YAMLGuard.check(Array(text.utf8)[...], limits: limits)
        do {
            return try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        } catch {
            throw YAMLError(error, in: text)
        }
    }

    /// Reads a document whose values are those of JSON.
    ///
    /// Scalars without quotes are null, booleans and numbers where JSON spells them so, `true` and `null` also in
    /// capitals; dates, versions and YAML's further spellings of numbers stay text.
    /// - Parameters:
    ///   - text: The document.
    ///   - limits: The bounds of what it may cost.
    /// - Returns: The value, aliases followed; `nil` for an empty document.
    /// - Throws: ``YAMLError`` when it is not YAML, or beyond a limit.
    package static func value(_ text: String, limits: YAMLLimits = YAMLLimits()) throws(YAMLError) -> JSONValue? {
        guard let root = try node(text, limits: limits) else { return nil }
        return try value(of: root)
    }

    private static func value(of node: Node) throws(YAMLError) -> JSONValue {
        switch node {
        case .scalar(let scalar): return value(of: scalar)
        case .sequence(let sequence):
            var elements: [JSONValue] = []
            elements.reserveCapacity(sequence.count)
            for element in sequence { elements.append(try value(of: element)) }
            return .array(elements)
        case .mapping(let mapping):
            var members: [JSONMember] = []
            members.reserveCapacity(mapping.count)
            for (key, element) in mapping {
                members.append(JSONMember(name: key.scalar?.string ?? "", value: try value(of: element)))
            }
            return .object(members)
        case .alias: throw YAMLError(.unreadable("an alias has no anchor"), line: node.mark?.line)
        }
    }

    private static func value(of scalar: Node.Scalar) -> JSONValue {
        guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
        switch scalar.string {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case let text:
            guard let first = text.utf8.first, first < 0x3A,
                case .number(let number)? = try? JSONValue(parsing: Array(text.utf8))
            else { return .string(text) }
            return .number(number)
        }
    }
}
