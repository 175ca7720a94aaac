// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Yams

/// A reader of small YAML or JSON documents.
enum PublishedDocument {
    static func read(_ text: String, name: String) throws(WorkflowError) -> JSONValue {
        if let json = try? JSONValue(parsing: Array(text.utf8)) { return json }
        // Aliases can expand a few lines to billions; a table needs none.
        guard !holdsAlias(text) else {
            throw .badInput("\(name): aliases (*name) are not supported here. Write the row out.")
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw .badInput("\(name): neither JSON nor YAML: \(error)")
        }
        guard let node else { throw .badInput("\(name) is empty.") }
        return value(node)
    }

    private static func holdsAlias(_ text: String) -> Bool {
        var before = UInt8(ascii: "\n")
        for byte in text.utf8 {
            if byte == UInt8(ascii: "*"), " \t\r\n[{,:?-".utf8.contains(before) { return true }
            before = byte
        }
        return false
    }

    private static func value(_ node: Node) -> JSONValue {
        switch node {
        case .scalar(let scalar): return value(scalar, node)
        case .sequence(let sequence): return .array(sequence.map(value))
        case .mapping(let mapping):
            return .object(mapping.map { JSONMember(name: $0.key.string ?? "", value: value($0.value)) })
        case .alias: return .null
        }
    }

    private static func value(_ scalar: Node.Scalar, _ node: Node) -> JSONValue {
        guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
        if let value = node.bool { return .bool(value) }
        if node.null != nil { return .null }
        // A number as JSON spells it, and none of YAML's further forms such as 1:30 or .nan.
        if let json = try? JSONValue(parsing: Array(scalar.string.utf8)), case .number = json { return json }
        return .string(scalar.string)
    }
}
