// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The `require_approval` of a server: always, never, or by the names of tools.
struct MCPApproval: Sendable {
    private enum Rule: Sendable {
        case always, never
        case named(always: MCPToolFilter?, never: MCPToolFilter?)
    }

    private let rule: Rule

    init(_ fields: RequestFields) throws(APIError) {
        guard let value = fields["require_approval"], value.string == nil else {
            let word = try fields.string("require_approval", oneOf: ["always", "never"]) ?? "always"
            rule = word == "never" ? .never : .always
            return
        }
        guard case .object = value, let filters = try fields.object("require_approval") else {
            throw .wrongType(fields.path(of: "require_approval"), expected: "one of a string or object", got: value)
        }
        try filters.allow(only: ["always", "never"])
        rule = .named(always: try MCPToolFilter(filters, "always"), never: try MCPToolFilter(filters, "never"))
    }

    /// The names of the tools that the rule speaks of.
    var names: [String] {
        guard case .named(let always, let never) = rule else { return [] }
        return (always?.names ?? []) + (never?.names ?? [])
    }

    /// Whether a call needs the client's approval.
    ///
    /// Simulated tools are not read-only.
    func isNeeded(for name: String) -> Bool {
        switch rule {
        case .always: true
        case .never: false
        case .named(let always, let never):
            if always?.names.contains(name) == true {
                true
            } else {
                never?.names.contains(name) != true && (always == nil || never != nil)
            }
        }
    }

    /// The rule with its defaults.
    var document: JSONValue {
        switch rule {
        case .always: "always"
        case .never: "never"
        case .named(let always, let never): ["always": always?.document ?? .null, "never": never?.document ?? .null]
        }
    }
}

/// A choice of tools of a server by their names.
struct MCPToolFilter: Sendable {
    let names: [String]
    /// The filter with its defaults.
    let document: JSONValue

    /// Reads a list of names, or an object with `tool_names` and `read_only`; `nil` when the member is missing.
    init?(_ fields: RequestFields, _ name: String) throws(APIError) {
        guard let value = fields[name] else { return nil }
        guard value.elements == nil else {
            names = try Self.names(fields, name)
            document = .array(names.map(JSONValue.string))
            return
        }
        guard case .object = value, let filter = try fields.object(name) else {
            throw .wrongType(fields.path(of: name), expected: "one of an array of strings or object", got: value)
        }
        try filter.allow(only: ["read_only", "tool_names"])
        let readOnly = try filter.bool("read_only")
        names = try Self.names(filter, "tool_names")
        document = [
            "read_only": readOnly.map(JSONValue.bool) ?? .null,
            "tool_names": filter["tool_names"] == nil ? .null : .array(names.map(JSONValue.string)),
        ]
    }

    private static func names(_ fields: RequestFields, _ name: String) throws(APIError) -> [String] {
        var names: [String] = []
        for (index, value) in (try fields.array(name) ?? []).enumerated() {
            guard let text = value.string else {
                throw .wrongType("\(fields.path(of: name))[\(index)]", expected: "a string", got: value)
            }
            names.append(text)
        }
        return names
    }
}
