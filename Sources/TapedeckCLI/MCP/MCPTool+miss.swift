// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCassettes
import TapedeckCore

extension MCPTool {
    static func explainMiss(_ library: MCPLibrary) -> MCPTool {
        MCPTool(
            name: "explain_miss",
            about:
                "Tells whether a replay of a cassette would answer a request, and if not, which recordings are nearest, "
                + "where they differ, and what to do about it.",
            arguments: [cassette] + requestArguments + [
                Argument(type: "string", name: "session", about: "The session of the request (default).")
            ]
        ) { arguments in
            let request = try request(arguments)
            let named = try arguments.text("session") ?? "default"
            let session = named == "default" ? "" : named
            let path = try library.path(arguments.text("cassette"))
            let cassette = try Cassette.open(path)
            defer { try? cassette.close() }
            return try explain(request, in: session, of: cassette)
        }
    }

    /// What a replay does with a request.
    private static func explain(_ request: RecordedRequest, in session: String, of cassette: Cassette) throws
        -> JSONValue
    {
        let redactor = Redactor(rules: try CompiledRedaction(cassette.redactionRules))
        let key = try request.key(rules: cassette.matchingRules, redactor: redactor, read: cassette.read)
        for sessions in SessionFilter.of(session: session) {
            let ids = try cassette.ids(key.fingerprint, in: RecordingScope(sessions: sessions))
            guard ids.isEmpty else { return ["matches": true, "recordings": .array(ids.map { .integer($0) })] }
        }
        let others = try cassette.ids(key.fingerprint, in: RecordingScope()).prefix(100).map {
            try cassette.session(of: $0)
        }
        let line = RequestLine(method: request.method, path: request.path, query: request.query)
        let miss = Miss(
            key: key,
            requestLine: "\(request.method.rawValue) \(redactor.redact(path: request.path, as: .lengthClass))"
                + (request.query.map { "?" + redactor.redact(query: $0, as: .lengthClass) } ?? ""),
            reason: .notRecorded,
            candidates: try cassette.comparable(to: line, in: RecordingScope(), redactor: redactor),
            cassette: cassette.path,
            upstream: cassette.upstream,
            mode: .none,
            session: session,
            rules: cassette.matchingRules,
            otherSessions: Set(others.map { $0.isEmpty ? "default" : $0 })
        )
        return [
            "matches": false, "nearest": .array(miss.nearest.map(document)),
            "other_sessions": .array(miss.otherSessions.map { .string($0) }),
            "what_to_do": .string(miss.remedy(for: .commandLine)),
        ]
    }

    private static func document(_ nearest: Miss.Nearest) -> JSONValue {
        let differences = nearest.differences.prefix(20).map { difference -> JSONValue in
            [
                "place": .string(difference.place), "recorded": .optional(difference.recorded),
                "got": .optional(difference.got),
            ]
        }
        return [
            "id": .integer(nearest.id), "request": .string(nearest.requestLine),
            "differences": .array(Array(differences)), "places": .integer(nearest.differences.count),
        ]
    }
}
