// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The schemas that the description of the control API names.
enum ControlSchema: String, CaseIterable {
    case error = "Error"
    case server = "Server"
    case health = "Health"
    case event = "Event"
    case skippedEvents = "SkippedEvents"
    case sessionRequest = "SessionRequest"
    case simulation = "Simulation"
    case session = "Session"
    case sessionDetails = "SessionDetails"
    case endedSession = "EndedSession"
    case sessionList = "SessionList"
    case totals = "Totals"
    case miss = "Miss"
    case missList = "MissList"
    case unusedList = "UnusedList"
    case labelList = "LabelList"
    case searchResult = "SearchResult"
    case outline = "Outline"
    case outlineList = "OutlineList"
    case interaction = "Interaction"
    case headerFields = "HeaderFields"
}

extension ControlSchema {
    /// The schema.
    var schema: Schema {
        switch self {
        case .error: Self.errorSchema
        case .server:
            .object([
                "tool": .string.described("`tapedeck` and its version."),
                "browsing": .boolean.described("Whether the server only shows a cassette."),
                "cassette": .string.described("The cassette of the default session; empty where it has none."),
            ])
        case .health: .object(["status": .oneOf(["ok"]), "sessions": .integer()])
        case .event: Self.eventSchema
        case .skippedEvents: .object(["count": .integer(from: 1)])
        case .sessionRequest: Self.sessionRequestSchema
        case .simulation: Self.simulationSchema
        case .session: Self.sessionSchema
        case .sessionDetails: Self.sessionSchema.requiring("unused", Self.unusedCount)
        case .endedSession: Self.endedSessionSchema
        case .sessionList: .object(["sessions": .list(of: .named(.session))])
        case .totals: Self.totalsSchema
        case .miss: Self.missSchema
        case .missList: .object(["misses": .list(of: .named(.miss))])
        case .unusedList: Self.unusedListSchema
        case .labelList: Self.labelListSchema
        case .searchResult: Self.searchResultSchema
        case .outline: Self.outlineSchema
        case .outlineList: .object(["interactions": .list(of: .named(.outline), limit: BrowsingAPI.pageLimit)])
        case .interaction: Self.interactionSchema
        case .headerFields: .list(of: .list(of: .string, count: 2)).described("Pairs of name and value, in order.")
        }
    }

    private static var errorSchema: Schema {
        .object([
            "error": .object([
                "message": .string, "type": .string.described("`invalid_request_error`, or begins with `tapedeck_`."),
                "param": .string.orNull, "code": .string.described("The same as in the header field `tapedeck-error`."),
            ])
        ])
    }

    private static var eventSchema: Schema {
        .object(
            [
                "number": .integer(from: 1).described("Counts the events of the server while somebody looks."),
                "time": .integer().described("Microseconds since 1970-01-01 UTC."),
                "outcome": .choice(ServedEvent.Outcome.self),
                "request": .string.described("Method and path, redacted."),
            ],
            optional: [
                "session": .string.described("Left out where the request reached no session."),
                "status": .integer(from: 100, to: 999),
                "id": .integer(from: 1).described("The interaction that was played."),
                "recorded_at": .integer().described("When the recorded request arrived, as its interaction says."),
                "duration": .integer().described("Microseconds from sending the request to the end of the response."),
                "tokens": .integer(), "note": .string.described("What is unusual."), "model": .string,
                "prompt": .string.described("The beginning of the prompt, redacted, where no interaction tells."),
            ]
        )
    }
}
