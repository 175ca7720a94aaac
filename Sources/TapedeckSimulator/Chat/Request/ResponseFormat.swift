// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The `response_format` of a request.
enum ResponseFormat: Sendable {
    case text
    /// Any JSON object.
    case object
    /// JSON that satisfies a schema; the schema's source counts as part of the prompt.
    case schema(name: String, SchemaDocument, source: JSONValue)
}

extension ResponseFormat {
    init(_ fields: RequestFields, messages: [ChatMessage], _ budget: WorkBudget) throws(APIError) {
        guard let format = try fields.object("response_format") else {
            self = .text
            return
        }
        _ = try format.required("type")
        switch try format.string("type", oneOf: ["json_object", "json_schema", "text"]) {
        case "json_object":
            let isNamed = messages.contains { $0.text.namesJSON }
            guard isNamed else {
                throw APIError(
                    message: "'messages' must contain the word 'json' in some form, to use 'response_format' of type "
                        + "'json_object'.",
                    param: "messages"
                )
            }
            self = .object
        case "json_schema": self = try Self.schema(format, budget)
        default: self = .text
        }
    }

    private static func schema(_ format: RequestFields, _ budget: WorkBudget) throws(APIError) -> ResponseFormat {
        _ = try format.required("json_schema")
        guard let fields = try format.object("json_schema") else { return .text }
        _ = try fields.required("name")
        let name = try fields.name("name", like: .identifier) ?? ""
        _ = try fields.string("description")
        let isStrict = try fields.bool("strict") ?? false
        let schema = try fields.required("schema")
        guard case .object = schema else {
            throw .wrongType(fields.path(of: "schema"), expected: "an object", got: schema)
        }
        do throws(SchemaProblem) {
            if isStrict { try StrictSchemaRules.check(schema) } else { try StrictSchemaRules.checkRootType(schema) }
            return .schema(name: name, try SchemaDocument(schema, budget), source: schema)
        } catch {
            throw .invalidSchema(name, error)
        }
    }
}

extension APIError {
    /// The error for an unusable schema in `response_format`.
    static func invalidSchema(_ name: String, _ problem: SchemaProblem) -> APIError {
        APIError(
            message: "Invalid schema for response_format '\(name)': \(problem.description)",
            param: "response_format"
        )
    }
}

extension String {
    /// Whether it contains the word `json`, in any case.
    fileprivate var namesJSON: Bool {
        var last: UInt32 = 0
        for byte in utf8 {
            last = last << 8 | UInt32(byte | 0x20)
            if last == 0x6A73_6F6E { return true }
        }
        return false
    }
}
