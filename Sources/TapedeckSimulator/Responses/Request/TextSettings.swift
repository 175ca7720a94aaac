// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The `text` of a request: the format of the answer, and how long it may be.
struct TextSettings: Sendable {
    let format: AnswerFormat
    let verbosity: String?
    /// The format as the response repeats it.
    let formatDocument: JSONValue
    /// The description of a schema, which the model reads.
    let summary: String?

    init(_ fields: RequestFields, _ budget: WorkBudget) throws(APIError) {
        let text = try fields.object("text")
        try text?.allow(only: ["format", "verbosity"])
        verbosity = try text?.string("verbosity", oneOf: ["low", "medium", "high"])
        guard let format = try text?.object("format") else {
            (self.format, formatDocument, summary) = (.text, ["type": "text"], nil)
            return
        }
        _ = try format.required("type")
        switch try format.string("type", oneOf: ["json_object", "json_schema", "text"]) {
        case "json_object": (self.format, formatDocument, summary) = (.object, ["type": "json_object"], nil)
        case "json_schema":
            try format.allow(only: ["type", "name", "schema", "description", "strict"])
            _ = try format.required("name")
            let name = try format.name("name", like: .identifier) ?? ""
            summary = try format.string("description")
            let isStrict = try format.bool("strict") ?? true
            let schema = try format.required("schema")
            guard case .object = schema else {
                throw .wrongType(format.path(of: "schema"), expected: "an object", got: schema)
            }
            let place = SchemaFormat.Place(param: "text.format.schema", code: "invalid_json_schema")
            self.format = .schema(try SchemaFormat(name: name, schema, isStrict: isStrict, at: place, budget))
            formatDocument = [
                "type": "json_schema", "description": .optional(summary), "name": .string(name), "schema": schema,
                "strict": .bool(isStrict),
            ]
        default: (self.format, formatDocument, summary) = (.text, ["type": "text"], nil)
        }
    }

    /// Throws for what the model or the input does not support.
    func check(_ traits: ResponseTraits, _ conversation: [ConversationMessage]) throws(APIError) {
        if let verbosity, verbosity != "medium", !traits.hasVerbosity {
            throw .unsupportedValue(verbosity, of: "text.verbosity", traits.id, supported: ["medium"])
        }
        guard case .object = format, !conversation.contains(where: \.text.namesJSON) else { return }
        throw APIError(
            message: "Response input messages must contain the word 'json' in some form to use 'text.format' of type "
                + "'json_object'.",
            param: "input"
        )
    }

    /// The `text` of the response.
    var document: JSONValue { ["format": formatDocument, "verbosity": .string(verbosity ?? "medium")] }
}
