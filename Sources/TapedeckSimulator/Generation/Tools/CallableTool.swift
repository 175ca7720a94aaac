// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A tool of a request.
struct CallableTool: Sendable {
    enum Kind: Sendable {
        /// Arguments that satisfy a JSON schema; `nil` for a function without parameters.
        case function(SchemaDocument?)
        /// Any text.
        case text
        /// Text that a regular expression matches in full.
        case regex(String)
        /// Text in a grammar that the simulator cannot write.
        case grammar(String)
    }

    let name: String
    let summary: String
    let kind: Kind
    /// The source of the parameters' schema, which counts as part of the prompt.
    let parameters: JSONValue?
    /// The path of the tool in the request.
    let path: String

    var isCustom: Bool {
        if case .function = kind { false } else { true }
    }
}

extension CallableTool {
    /// Reads a function.
    /// - Parameters:
    ///   - fields: Its name, description and parameters.
    ///   - isStrict: Whether the parameters have to be a strict schema.
    ///   - budget: The work that the schema may cost.
    /// - Throws: ``APIError`` when the service would refuse it.
    init(function fields: RequestFields, isStrict: Bool, _ budget: WorkBudget) throws(APIError) {
        name = try Self.name(fields)
        summary = try fields.string("description") ?? ""
        path = fields.path
        let parameters = fields["parameters"]
        if let parameters, case .object = parameters {
        } else if let parameters {
            throw .wrongType(fields.path(of: "parameters"), expected: "an object", got: parameters)
        }
        self.parameters = parameters
        do throws(SchemaProblem) {
            if isStrict {
                let empty: JSONValue = ["type": "object", "properties": [:]]
                try StrictSchemaRules.check(parameters ?? empty)
            } else if let parameters, parameters != .object([]) {
                try StrictSchemaRules.checkRootType(parameters)
            }
            kind = .function(
                try parameters.map { (schema) throws(SchemaProblem) in try SchemaDocument(schema, budget) }
            )
        } catch {
            throw APIError(
                message: "Invalid schema for function '\(name)': \(error.description)",
                param: fields.path(of: "parameters"),
                code: "invalid_function_parameters"
            )
        }
    }

    /// The required name.
    static func name(_ fields: RequestFields) throws(APIError) -> String {
        _ = try fields.required("name")
        return try fields.name("name", like: .identifier) ?? ""
    }
}

extension String {
    /// Whether it consists of letters, digits, `_` and `-`.
    var isPlainName: Bool {
        utf8.allSatisfy { ScalarSet.word.contains(Unicode.Scalar($0)) || $0 == UInt8(ascii: "-") }
    }
}
