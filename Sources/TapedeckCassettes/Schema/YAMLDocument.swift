// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Yams

/// Reads YAML whose values are those of JSON, as API descriptions are written.
enum YAMLDocument {
    /// The deepest nesting, and the most values once aliases are followed.
    private static let limits = (depth: 256, values: 4_000_000)

    /// Reads a document.
    /// - Throws: ``SchemaError`` when it is not YAML, or beyond a limit.
    static func value(of text: String) throws(SchemaError) -> JSONValue {
        guard isShallow(text.utf8) else { throw SchemaError("the YAML is nested deeper than \(limits.depth)") }
        let root: Node?
        do {
            root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        } catch {
            throw SchemaError("the YAML cannot be read\(place(of: error))")
        }
        guard let root else { throw SchemaError("the YAML is empty") }
        var count = 0
        return try value(of: root, &count)
    }

    private static func value(of node: Node, _ count: inout Int) throws(SchemaError) -> JSONValue {
        count += 1
        guard count <= limits.values else { throw SchemaError("the YAML unfolds to more than \(limits.values) values") }
        switch node {
        case .scalar(let scalar): return value(of: scalar)
        case .sequence(let sequence):
            var elements: [JSONValue] = []
            elements.reserveCapacity(sequence.count)
            for element in sequence { elements.append(try value(of: element, &count)) }
            return .array(elements)
        case .mapping(let mapping):
            var members: [JSONMember] = []
            members.reserveCapacity(mapping.count)
            for (key, element) in mapping {
                members.append(JSONMember(name: key.scalar?.string ?? "", value: try value(of: element, &count)))
            }
            return .object(members)
        case .alias: throw SchemaError("an alias of the YAML has no anchor")
        }
    }

    private static func value(of scalar: Node.Scalar) -> JSONValue {
        guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
        switch scalar.string {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case let text:
            // What JSON reads as a number is one; dates, versions and the like stay text.
            guard let first = text.utf8.first, first < 0x3A,
                case .number(let number)? = try? JSONValue(
                    parsing: Array(text.utf8)
                )
            else { return .string(text) }
            return .number(number)
        }
    }

    /// Looks at indentation and brackets only, before a parser that recurses sees the text.
    private static func isShallow(_ text: String.UTF8View) -> Bool {
        var (brackets, indentation, isAtStart) = (0, 0, true)
        for byte in text {
            switch byte {
            case UInt8(ascii: "\n"): (indentation, isAtStart) = (0, true)
            case UInt8(ascii: " ") where isAtStart, UInt8(ascii: "-") where isAtStart: indentation += 1
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                brackets += 1
                isAtStart = false
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                brackets = max(brackets - 1, 0)
                isAtStart = false
            default: isAtStart = false
            }
            if brackets > limits.depth || indentation > 4 * limits.depth { return false }
        }
        return true
    }

    private static func place(of error: any Error) -> String {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            ": \(problem) in line \(mark.line)"
        case YamlError.duplicatedKeysInMapping(_, let context): ": a key stands twice in line \(context.mark.line)"
        default: ""
        }
    }
}
