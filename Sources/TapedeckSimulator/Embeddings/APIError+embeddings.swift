// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The errors of embeddings, whose endpoint still reports faults as a checker of JSON schemas words them.
extension APIError {
    /// An `input` that is none of the allowed forms.
    static let invalidInput = APIError(
        message: "'$.input' is invalid. Please check the API reference: "
            + "https://platform.openai.com/docs/api-reference."
    )

    /// A text with too many tokens.
    static let contextExceeded = APIError(
        message: "Your input exceeds the context window of this model. Please adjust your input and try again.",
        param: "input",
        code: "context_length_exceeded"
    )

    /// Too many tokens in all texts.
    static func tooManyTokens(_ count: Int, limit: Int) -> APIError {
        APIError(
            message: "Requested \(count) tokens, max \(limit) tokens per request",
            type: "max_tokens_per_request",
            code: "max_tokens_per_request"
        )
    }

    /// A number that is no token of the encoding.
    static func invalidToken(_ spelling: String) -> APIError {
        APIError(
            message: "Invalid token in input: \(spelling.prefix(40)). Minimum value is 0, maximum value is 100276 "
                + "(inclusive)."
        )
    }

    /// Members that the request must not have.
    static func unexpectedProperties(_ names: [String]) -> APIError {
        let list = names.prefix(10).map { "'\($0.prefix(100))'" }.joined(separator: ", ")
        return APIError(
            message: "Additional properties are not allowed (\(list) \(names.count == 1 ? "was" : "were") unexpected)"
        )
    }

    /// A value of the wrong type.
    static func wrongSchemaType(_ value: JSONValue, expected: String, at name: String) -> APIError {
        APIError(message: "\(value.asLiteral) is not of type '\(expected)' - '\(name)'")
    }
}

extension JSONValue {
    /// The value as a literal of Python, shortened, as in the messages of this endpoint.
    var asLiteral: String {
        switch self {
        case .null: "None"
        case .bool(let value): value ? "True" : "False"
        case .string(let text): "'\(text.prefix(100))'"
        case .number, .array, .object: String(text().prefix(100))
        }
    }
}
