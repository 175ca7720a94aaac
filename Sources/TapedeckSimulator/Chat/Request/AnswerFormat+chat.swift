// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension AnswerFormat {
    /// Reads `response_format`.
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

    private static func schema(_ format: RequestFields, _ budget: WorkBudget) throws(APIError) -> AnswerFormat {
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
        let place = SchemaFormat.Place(param: "response_format", code: nil)
        return .schema(try SchemaFormat(name: name, schema, isStrict: isStrict, at: place, budget))
    }
}
