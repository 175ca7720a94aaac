// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// An error response of the API: status, and the four members of the `error` object.
struct APIError: Error, Sendable, Hashable {
    /// The sender of the error, which decides white space and header fields.
    enum Origin: Sendable {
        /// The endpoint itself.
        case service
        /// The gateway in front of it: authentication, unknown models, rate limits.
        case gateway
        /// The file service, which repeats the message in `detail`.
        case files
    }

    var status: HTTPResponse.Status = .badRequest
    var message: String
    var type = "invalid_request_error"
    var param: String?
    var code: String?
    var origin = Origin.service
    /// White space of the body, when it is not that of its origin.
    var style: BodyStyle?

    /// The JSON body of the error.
    var document: JSONValue {
        let error: JSONValue = [
            "message": .string(message), "type": .string(type), "param": .optional(param), "code": .optional(code),
        ]
        guard origin == .files else { return ["error": error] }
        return ["error": error, "detail": ["message": .string(message), "code": .optional(code)]]
    }
}

extension APIError {
    /// A request without a key.
    static let missingKey = APIError(
        status: .unauthorized,
        message: "You didn't provide an API key. You need to provide your API key in an Authorization header using "
            + "Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank username) if "
            + "you're accessing the API from your browser and are prompted for a username and password. You can obtain "
            + "an API key from https://platform.openai.com/account/api-keys.",
        origin: .gateway
    )

    /// A body that is not JSON.
    static let unreadableJSON = APIError(
        message: "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your "
            + "HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON. "
            + "If you have trouble figuring out how to fix this, please contact us through our help center at "
            + "help.openai.com.)"
    )

    /// An unknown path, with a line that tells what became of it, or else lists what the simulator supports.
    static func unknownURL(_ target: RequestLine, supported: [String]) -> APIError {
        let known =
            "Tapedeck's simulator has \(supported.dropLast().joined(separator: ", ")) and "
            + "\(supported.last ?? "nothing")."
        return APIError(
            status: .notFound,
            message: "Invalid URL (\(target.method.rawValue) \(target.path))\n"
                + (RemovedEndpoint.containing(target.path)?.notice ?? known)
        )
    }

    /// A method that the path does not support.
    static func wrongMethod(_ target: RequestLine) -> APIError {
        APIError(
            status: .methodNotAllowed,
            message: "Not allowed to \(target.method.rawValue) on \(target.path). (HINT: Perhaps you meant to use a "
                + "different HTTP method?)",
            code: "method_not_supported"
        )
    }

    /// A model that does not exist, as the gateway reports it.
    static func noSuchModel(_ name: String) -> APIError {
        APIError(
            status: .notFound,
            message: "The model `\(name)` does not exist or you do not have access to it.",
            code: "model_not_found",
            origin: .gateway
        )
    }

    /// A missing required field.
    static func missing(_ name: String) -> APIError {
        APIError(
            message: "Missing required parameter: '\(name)'.",
            param: name,
            code: "missing_required_parameter"
        )
    }

    /// A field unknown to the endpoint.
    static func unknownParameter(_ name: String) -> APIError {
        APIError(message: "Unknown parameter: '\(name)'.", param: name, code: "unknown_parameter")
    }

    /// A field of the wrong type.
    /// - Parameters:
    ///   - name: Its path, such as `messages[0].content`.
    ///   - expected: The type with its article, such as `a string`.
    ///   - value: The value that was sent.
    /// - Returns: The error, with code `invalid_type`.
    static func wrongType(_ name: String, expected: String, got value: JSONValue) -> APIError {
        APIError(
            message: "Invalid type for '\(name)': expected \(expected), but got \(value.typeWithArticle) instead.",
            param: name,
            code: "invalid_type"
        )
    }

    /// A string outside its closed set.
    static func wrongValue(_ name: String, got value: String, supported: [String]) -> APIError {
        APIError(
            message: "Invalid value: '\(value)'. Supported values are: \(supported.quotedList).",
            param: name,
            code: "invalid_value"
        )
    }

    /// A number outside its range.
    static func outOfRange(_ name: String, isInteger: Bool, isBelow: Bool, bound: String, got: String) -> APIError {
        let kind = isInteger ? "integer" : "decimal"
        return APIError(
            message:
                "Invalid '\(name)': \(kind) \(isBelow ? "below minimum" : "above maximum") value. Expected a value "
                + "\(isBelow ? ">=" : "<=") \(bound), but got \(got) instead.",
            param: name,
            code: "\(kind)_\(isBelow ? "below_min" : "above_max")_value"
        )
    }

    /// An array of the wrong length.
    static func wrongCount(_ name: String, count: Int, bound: Int, isBelow: Bool) -> APIError {
        if isBelow, count == 0 {
            return APIError(
                message: "Invalid '\(name)': empty array. Expected an array with minimum length \(bound), but got an "
                    + "empty array instead.",
                param: name,
                code: "empty_array"
            )
        }
        return APIError(
            message: "Invalid '\(name)': array too \(isBelow ? "short" : "long"). Expected an array with "
                + "\(isBelow ? "minimum" : "maximum") length \(bound), but got an array with length \(count) instead.",
            param: name,
            code: isBelow ? "array_below_min_length" : "array_above_max_length"
        )
    }

    /// A string of the wrong length.
    static func wrongLength(_ name: String, length: Int, bound: Int, isBelow: Bool) -> APIError {
        if isBelow, length == 0 {
            return APIError(
                message: "Invalid '\(name)': empty string. Expected a string with minimum length \(bound), but got an "
                    + "empty string instead.",
                param: name,
                code: "empty_string"
            )
        }
        return APIError(
            message: "Invalid '\(name)': string too \(isBelow ? "short" : "long"). Expected a string with "
                + "\(isBelow ? "minimum" : "maximum") length \(bound), but got a string with length \(length) instead.",
            param: name,
            code: isBelow ? "string_below_min_length" : "string_above_max_length"
        )
    }
}

extension JSONValue {
    /// The type with its article, as in the service's messages.
    fileprivate var typeWithArticle: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: integer == nil ? "a decimal number" : "an integer"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension [String] {
    /// The strings as a quoted list: `'a', 'b', and 'c'`.
    var quotedList: String {
        let quoted = map { "'\($0)'" }
        guard let last = quoted.last, count > 1 else { return quoted.first ?? "" }
        return count == 2 ? "\(quoted[0]) and \(last)" : quoted.dropLast().joined(separator: ", ") + ", and \(last)"
    }
}
