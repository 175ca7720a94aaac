// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Requests that a caller describes.
extension MCPTool {
    /// The arguments that describe a request.
    static var requestArguments: [Argument] {
        [
            Argument(type: "string", name: "method", about: "The method (POST)."),
            Argument(
                type: "string",
                name: "path",
                about: "The path with its query, such as /v1/chat/completions.",
                isRequired: true
            ),
            Argument(
                type: nil,
                name: "body",
                about: "The body of the request: a JSON value, or a text as it is sent."
            ),
        ]
    }

    /// The request that the arguments `method`, `path` and `body` describe.
    static func request(_ arguments: MCPArguments) throws -> RecordedRequest {
        let name = try arguments.text("method") ?? "POST"
        guard let method = HTTPRequest.Method(name) else {
            throw MCPArgumentError("The argument 'method' is a method such as POST.")
        }
        let target = try arguments.text("path") ?? ""
        guard target.hasPrefix("/") else {
            throw MCPArgumentError("The argument 'path' begins with a slash, such as /v1/chat/completions.")
        }
        let line = RequestLine(method: method, pathAndQuery: target)
        let value = arguments.value("body")
        let body = value.map { Array(($0.string ?? $0.text()).utf8) } ?? []
        return RecordedRequest(
            method: method,
            path: line.path,
            query: line.query,
            headerFields: body.isEmpty ? [:] : [.contentType: "application/json"],
            body: .bytes(body)
        )
    }
}
