// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// An operation of the control API, as OpenAPI describes it.
struct ControlOperation {
    /// The content of a response.
    enum Content {
        case json(ControlSchema)
        /// Bytes or text of one of several content types.
        case other([String])
        /// Server-sent events, by name.
        case events(KeyValuePairs<String, Schema>)
    }

    /// A name for programs.
    let id: String
    /// What the operation does, in one line.
    let summary: String
    /// More about it, where it is wanted.
    var description: String?
    /// The fields of the query.
    var query: [Parameter] = []
    /// The body of the request.
    var body: ControlSchema?
    /// The content of each successful response.
    let success: KeyValuePairs<Int, Content>
    /// A header field that every successful response has, with its explanation.
    var field: (name: String, schema: Schema)?
    /// The codes of errors, by status, beside those that every operation has.
    var errors: [Int: [String]] = [:]
}

extension ControlOperation {
    /// A parameter in the path or the query.
    struct Parameter {
        let name: String
        let schema: Schema
        var isInPath = false

        /// The parameter as JSON.
        var json: JSONValue {
            [
                "name": .string(name), "in": .string(isInPath ? "path" : "query"), "required": .bool(isInPath),
                "schema": schema.json,
            ]
        }
    }

    /// The operation as JSON.
    /// - Parameters:
    ///   - method: One of the methods of the route.
    ///   - route: The route.
    /// - Returns: The Operation Object of OpenAPI.
    func json(_ method: HTTPRequest.Method, _ route: ControlRoute) -> JSONValue {
        var members = [
            JSONMember(name: "operationId", value: .string(method == .head ? "\(id)Head" : id)),
            JSONMember(name: "summary", value: .string(summary)),
        ]
        if let description { members.append(JSONMember(name: "description", value: .string(description))) }
        if route.isPublic { members.append(JSONMember(name: "security", value: [])) }
        if !query.isEmpty { members.append(JSONMember(name: "parameters", value: .array(query.map(\.json)))) }
        if let body {
            let content: JSONValue = ["application/json": ["schema": Schema.named(body).json]]
            members.append(JSONMember(name: "requestBody", value: ["required": true, "content": content]))
        }
        members.append(JSONMember(name: "responses", value: .object(responses(method, route))))
        return .object(members)
    }

    private func responses(_ method: HTTPRequest.Method, _ route: ControlRoute) -> [JSONMember] {
        let good = success.map { status, content in
            var members = [JSONMember(name: "description", value: .string(summary))]
            if let field {
                let header: JSONValue = ["required": true, "schema": field.schema.json]
                members.append(
                    JSONMember(name: "headers", value: .object([JSONMember(name: field.name, value: header)]))
                )
            }
            if method != .head { members.append(JSONMember(name: "content", value: content.json)) }
            return JSONMember(name: String(status), value: .object(members))
        }
        // Each status once, with all its codes.
        var codes: [Int: [String]] = [403: ["foreign_origin"], 421: ["wrong_host"]]
        if !route.isPublic {
            codes[401] = ["invalid_control_token"]
        }
        if method == .post || method == .delete { codes[403, default: []].append("only_browsing") }
        for (status, own) in errors { codes[status, default: []] += own }
        var bad = codes.sorted { $0.key < $1.key }.map { status, codes in
            failure(status, codes.joined(separator: ", "), code: .oneOf(codes), method)
        }
        if !route.isPublic { bad.append(failure(500, "A cassette cannot be read, or an internal error.", method)) }
        return good + bad
    }

    private func failure(
        _ status: Int,
        _ description: String,
        code: Schema = .string,
        _ method: HTTPRequest.Method
    ) -> JSONMember {
        let header: JSONValue = ["required": true, "schema": code.json]
        var members: JSONValue = ["description": .string(description), "headers": ["tapedeck-error": header]]
        if method != .head, case .object(let others) = members {
            let content: JSONValue = ["application/json": ["schema": Schema.named(.error).json]]
            members = .object(others + [JSONMember(name: "content", value: content)])
        }
        return JSONMember(name: String(status), value: members)
    }
}

extension ControlOperation.Content {
    fileprivate var json: JSONValue {
        switch self {
        case .json(let schema): ["application/json": ["schema": Schema.named(schema).json]]
        case .other(let types): .object(types.map { JSONMember(name: $0, value: [:]) })
        case .events(let events):
            [
                "text/event-stream": [
                    "schema": Schema.string.json,
                    // OpenAPI 3.1 has no keyword for the items of a stream.
                    "x-events": .object(events.map { JSONMember(name: $0, value: $1.json) }),
                ]
            ]
        }
    }
}
