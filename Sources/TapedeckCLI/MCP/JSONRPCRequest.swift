// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A request or a notification of JSON-RPC 2.0.
struct JSONRPCRequest {
    /// The identifier of the request, a text or a number; `nil` for a notification.
    let id: JSONValue?
    /// The method.
    let method: String
    /// The parameters; an empty object where there are none.
    let parameters: JSONValue

    /// Reads a message.
    /// - Parameter message: A JSON value.
    /// - Throws: ``JSONRPCError`` for one that is no request; a response, which nobody asked for here, is `nil`.
    init?(_ message: JSONValue) throws(JSONRPCError) {
        guard case .object = message, message["jsonrpc"]?.string == "2.0" else {
            throw JSONRPCError(.invalidRequest, "A message is an object with \"jsonrpc\": \"2.0\".")
        }
        id = message["id"]
        guard id.map(Self.isIdentifier) ?? true else {
            throw JSONRPCError(.invalidRequest, "The id of a request is a text or a number.")
        }
        guard let name = message["method"] else {
            if message["result"] != nil || message["error"] != nil { return nil }
            throw JSONRPCError(.invalidRequest, "A request has a method.")
        }
        guard let method = name.string else { throw JSONRPCError(.invalidRequest, "The method is a text.") }
        self.method = method
        parameters = message["params"] ?? [:]
        guard case .object = parameters else { throw JSONRPCError(.invalidParameters, "\"params\" is an object.") }
    }

    /// Whether a value may identify a request.
    static func isIdentifier(_ value: JSONValue) -> Bool {
        switch value {
        case .string, .number: true
        default: false
        }
    }

    /// A response with a result.
    static func response(_ id: JSONValue, _ result: JSONValue) -> JSONValue {
        ["jsonrpc": "2.0", "id": id, "result": result]
    }
}

/// An error of JSON-RPC 2.0.
struct JSONRPCError: Error {
    /// The kinds of errors, with their numbers.
    enum Code: Int {
        case parse = -32700
        case invalidRequest = -32600
        case methodNotFound = -32601
        case invalidParameters = -32602
        case internalError = -32603
    }

    let code: Code
    let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The response; without an identifier where the request could not be read.
    func response(_ id: JSONValue?) -> JSONValue {
        [
            "jsonrpc": "2.0", "id": id ?? .null,
            "error": ["code": .integer(code.rawValue), "message": .string(message)],
        ]
    }
}
