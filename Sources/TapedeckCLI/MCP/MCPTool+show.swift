// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCassettes
import TapedeckCore

extension MCPTool {
    static func show(_ library: MCPLibrary) -> MCPTool {
        MCPTool(
            name: "show",
            about:
                "Shows an interaction in full: request and response with their header fields and bodies; streams are "
                + "put together.",
            arguments: [
                cassette,
                Argument(type: "integer", name: "id", about: "The number of the interaction.", isRequired: true),
                Argument(
                    type: "integer",
                    name: "limit",
                    about: "Maximum number of bytes of a body, up to 262144 (8192)."
                ),
            ]
        ) { arguments in
            let id = Int64(try arguments.number("id", default: 0, in: 1...(1 << 53)))
            let body = BodyText(
                limit: try arguments.number("limit", default: 8192, in: 0...262_144),
                showsEvents: false
            )
            let path = try library.path(arguments.text("cassette"))
            let cassette = try Cassette.open(path)
            defer { try? cassette.close() }
            guard let stored = try cassette.interactions(after: id - 1, limit: 1).first, stored.id == id else {
                throw MCPArgumentError("\(path) has no interaction \(id); list names those there are.")
            }
            let (request, response) = (stored.interaction.request, stored.interaction.response)
            func shown(_ recorded: RecordedBody, _ fields: HTTPFields) throws -> JSONValue {
                let lines = try body.lines(of: recorded, contentType: fields[.contentType], from: cassette)
                return .string(lines.joined(separator: "\n"))
            }
            let session = stored.interaction.session
            return [
                "id": .integer(id), "session": .string(session.isEmpty ? "default" : session),
                "request": [
                    "line": .string(request.requestLine), "headers": lines(of: request.headerFields),
                    "body": try shown(request.body, request.headerFields),
                ],
                "response": [
                    "status": .integer(response.status), "headers": lines(of: response.headerFields),
                    "body": try shown(response.body, response.headerFields),
                    "duration_ms": .integer(response.duration / 1000), "chunks": .integer(response.chunks.count),
                    "truncated": .bool(response.outcome == .truncated),
                ],
            ]
        }
    }

    private static func lines(of fields: HTTPFields) -> JSONValue {
        .array(fields.map { .string("\($0.name): \($0.value)") })
    }
}
