// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCassettes
import TapedeckCore
import TapedeckServer

extension MCPTool {
    private static let selection = [
        Argument(type: "string", name: "path", about: "Only paths with this prefix, such as /v1/files."),
        Argument(type: "string", name: "status", about: "Only responses with this status, such as 200 or 4xx."),
        Argument(type: "string", name: "session", about: "Only this session; 'default' is the one without a name."),
        Argument(type: "string", name: "model", about: "Only requests that name this model."),
        Argument(type: "integer", name: "after", about: "Only interactions with higher numbers, for the next page."),
        Argument(type: "integer", name: "limit", about: "Maximum number of interactions, up to 200 (50)."),
    ]

    static func list(_ library: MCPLibrary) -> MCPTool {
        MCPTool(
            name: "list",
            about:
                "Lists the interactions of a cassette: number, session, request, model, beginning of the prompt, status.",
            arguments: [cassette] + selection
        ) { arguments in
            let filter = try filter(arguments)
            let limit = try arguments.number("limit", default: 50, in: 1...200)
            let cassette = try Cassette.open(library.path(arguments.text("cassette")))
            defer { try? cassette.close() }
            var rows: [JSONValue] = []
            do {
                try cassette.forEachInteraction(in: filter) { stored in
                    guard rows.count < limit else { throw Enough() }
                    rows.append(try row(stored, in: cassette))
                }
            } catch is Enough {
                return ["interactions": .array(rows), "more": true]
            }
            return ["interactions": .array(rows), "more": false]
        }
    }

    /// Ends a list before its cassette.
    private struct Enough: Error {}

    private static func filter(_ arguments: MCPArguments) throws -> InteractionFilter {
        var filter = InteractionFilter()
        if let path = try arguments.text("path") { filter.paths = [path] }
        if let status = try arguments.text("status") {
            guard let selection = StatusSelection(argument: status) else {
                throw MCPArgumentError("The argument 'status' is a status such as 200 or 4xx.")
            }
            filter.statuses = [selection.range]
        }
        if let session = try arguments.text("session") { filter.sessions = [session == "default" ? "" : session] }
        if let model = try arguments.text("model") { filter.models = [model] }
        let after = try arguments.number("after", default: 0, in: 0...(1 << 53))
        filter.numbers = [Int64(after) + 1...Int64.max]
        return filter
    }

    private static func row(_ stored: StoredInteraction, in cassette: Cassette) throws -> JSONValue {
        let facts = try InteractionFacts(stored, in: cassette)
        let (request, response) = (stored.interaction.request, stored.interaction.response)
        let session = stored.interaction.session
        return [
            "id": .integer(stored.id), "session": .string(session.isEmpty ? "default" : session),
            "request": .string(request.requestLine), "model": .optional(facts.request.model),
            "prompt": .optional(facts.request.prompt), "status": .integer(response.status),
            "tokens": .integer(facts.tokens), "duration_ms": .integer(response.duration / 1000),
        ]
    }
}
