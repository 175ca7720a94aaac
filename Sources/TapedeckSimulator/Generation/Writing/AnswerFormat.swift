// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The format of an answer.
enum AnswerFormat: Sendable {
    case text
    /// Any JSON object.
    case object
    /// JSON that satisfies a schema.
    case schema(SchemaFormat)
}

/// A schema that an answer has to satisfy.
struct SchemaFormat: Sendable {
    /// Where a request names the schema, and what errors about it say.
    struct Place: Sendable {
        let param: String
        let code: String?
    }

    let name: String
    let schema: SchemaDocument
    /// The schema as sent, which counts as part of the prompt.
    let source: JSONValue
    let place: Place

    /// Checks and reads a schema.
    /// - Throws: ``APIError`` when the service would refuse it.
    init(name: String, _ source: JSONValue, isStrict: Bool, at place: Place, _ budget: WorkBudget) throws(APIError) {
        do throws(SchemaProblem) {
            if isStrict { try StrictSchemaRules.check(source) } else { try StrictSchemaRules.checkRootType(source) }
            schema = try SchemaDocument(source, budget)
        } catch {
            throw place.error(name, error)
        }
        self.name = name
        self.source = source
        self.place = place
    }
}

extension SchemaFormat.Place {
    /// The error for an unusable schema.
    func error(_ name: String, _ problem: SchemaProblem) -> APIError {
        APIError(
            message: "Invalid schema for response_format '\(name)': \(problem.description)",
            param: param,
            code: code
        )
    }
}

extension String {
    /// Whether it contains the word `json`, in any case.
    var namesJSON: Bool {
        var last: UInt32 = 0
        for byte in utf8 {
            last = last << 8 | UInt32(byte | 0x20)
            if last == 0x6A73_6F6E { return true }
        }
        return false
    }
}
