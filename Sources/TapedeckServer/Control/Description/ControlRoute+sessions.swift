// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// What the description says of the routes of sessions.
extension ControlRoute {
    /// The operation of a session, or of all.
    var sessionOperation: ControlOperation {
        switch self {
        case .sessions:
            ControlOperation(
                id: "sessions",
                summary: "The sessions that have not ended.",
                success: [200: .json(.sessionList)]
            )
        case .beginSession:
            ControlOperation(
                id: "beginSession",
                summary: "Begins a session, or finds the one for another service.",
                body: .sessionRequest,
                success: [201: .json(.sessionDetails), 200: .json(.sessionDetails)],
                errors: [
                    400: ["invalid_session", "invalid_session_name"], 404: ["cassette_not_found"],
                    409: ["session_exists"], 429: ["too_many_sessions"],
                ]
            )
        case .endSession:
            ControlOperation(
                id: "endSession",
                summary: "Ends a session.",
                query: [
                    ControlOperation.Parameter(
                        name: "earlier",
                        schema: .oneOf(["drop"]).described(
                            "In mode `all`, removes what was recorded under the session's name before."
                        )
                    )
                ],
                success: [200: .json(.endedSession)],
                errors: Self.ofSession(and: "invalid_session")
            )
        case .resetSession:
            ControlOperation(
                id: "resetSession",
                summary: "Starts a session over: the first recordings are played again, and nothing is counted.",
                success: [200: .json(.sessionDetails)],
                errors: Self.ofSession()
            )
        case .misses:
            ControlOperation(
                id: "misses",
                summary: "The misses of a session, each with the nearest recordings and its remedies.",
                success: [200: .json(.missList)],
                errors: Self.ofSession()
            )
        case .recordMiss:
            ControlOperation(
                id: "recordMiss",
                summary: "Asks to record the next request like a miss.",
                success: [200: .json(.miss)],
                errors: [
                    400: ["invalid_session_name"], 404: ["session_not_found", ControlAPI.unknownMissCode],
                    409: [ControlAPI.cannotRecordCode],
                ]
            )
        case .unused:
            ControlOperation(
                id: "unused",
                summary: "The recordings that a session has not played.",
                success: [200: .json(.unusedList)],
                errors: Self.ofSession()
            )
        default:
            ControlOperation(
                id: "session",
                summary: "A session.",
                success: [200: .json(.sessionDetails)],
                errors: Self.ofSession()
            )
        }
    }
}
