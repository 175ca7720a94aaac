// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// What the description says of each route.
extension ControlRoute {
    /// The operation.
    var operation: ControlOperation {
        switch self {
        case .page:
            ControlOperation(id: "page", summary: "The page that shows all of this.", success: [200: .other([html])])
        case .pageFile:
            ControlOperation(
                id: "pageFile",
                summary: "A file of the page.",
                success: [200: .other([html, "text/javascript", "text/css", "image/svg+xml"])],
                errors: [401: ["invalid_control_token"], 404: [unknown]]
            )
        case .description:
            ControlOperation(
                id: "description",
                summary: "This description.",
                success: [200: .other(["application/json"])]
            )
        case .server:
            ControlOperation(
                id: "server",
                summary: "The server, and what it is for.",
                success: [200: .json(.server)]
            )
        case .health:
            ControlOperation(
                id: "health",
                summary: "Reports that the server is up.",
                success: [200: .json(.health)]
            )
        case .metrics:
            ControlOperation(
                id: "metrics",
                summary: "Counts of all sessions, ended ones too, in the text format of Prometheus.",
                success: [200: .other(["text/plain"])]
            )
        case .events:
            ControlOperation(
                id: "events",
                summary: "The requests that are answered from now on.",
                description: "At most \(EventFeed.readerLimit) readers at a time. Each event has its data on one line.",
                success: [
                    200: .events([
                        "open": .object([:]), "request": .named(.event), "skipped": .named(.skippedEvents),
                    ])
                ],
                errors: [429: ["too_many_readers"]]
            )
        case .sessions, .beginSession, .session, .endSession, .resetSession, .misses, .recordMiss, .unused:
            sessionOperation
        case .labels, .search, .interactions, .interaction, .requestBody, .responseBody: browsingOperation
        }
    }

    private var html: String { "text/html" }
    private var unknown: String { ControlAPI.unknownCode }
}

extension ControlRoute {
    /// The parameters in the path.
    var parameters: [ControlOperation.Parameter] {
        template.split(separator: "/").filter { $0.hasPrefix("{") }.map { segment in
            let name = String(segment.dropFirst().dropLast())
            let schema: Schema =
                switch name {
                case "id", "number": .integer(from: 1)
                case "name":
                    .string.described("Percent-encoded; the default session is called '\(SessionName.ofDefault)'.")
                default: .string
                }
            return ControlOperation.Parameter(name: name, schema: schema, isInPath: true)
        }
    }
}
