// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// What the control API says of sessions.
extension ControlSchema {
    static let unusedCount = Schema.integer().described("The number of recordings that were not played.")

    static var sessionSchema: Schema {
        .object(
            [
                SessionStatus.Key.name: .string, SessionStatus.Key.cassette: .string.described("Its path."),
                SessionStatus.Key.mode: .choice(RecordMode.self), SessionStatus.Key.totals: .named(.totals),
                SessionStatus.Key.urlPath: .string.described("The path of the session's base URL."),
                "records_everything": .boolean.described("Whether all its requests are recorded."),
            ],
            optional: [SessionStatus.Key.upstream: .string.described("The base URL of the session's own service.")]
        )
    }

    static var endedSessionSchema: Schema {
        sessionSchema
            .allowing("unused", unusedCount.described("Left out when the cassette can no longer be read."))
            .allowing("dropped", .integer().described("The number of earlier recordings that were removed."))
    }

    /// The counts, whose names are those that reports have.
    static var totalsSchema: Schema {
        guard case .object(let members) = RequestCounts().json else { return .object([:]) }
        return members.reduce(Schema.object([:])) { $0.requiring($1.name, .integer()) }
    }

    static var sessionRequestSchema: Schema {
        let members: KeyValuePairs<String, Schema> = [
            SessionStatus.Key.name: text.with("maxLength", .integer(SessionName.limit)),
            SessionStatus.Key.cassette: text.described(
                "A path below `--cassettes`, or the name of a file beside `--cassette`."
            ),
            SessionStatus.Key.mode: .choice(RecordMode.self), SessionStatus.Key.upstream: text,
            "matching": matching, "playback": playback, "simulate": .named(.simulation),
            "on_miss": .oneOf(["error", "simulate"]),
            "replace": .boolean.described("Whether a session of this name ends first."),
        ]
        return members.reduce(Schema.object([:])) { $0.allowing($1.key, $1.value.orNull) }
            .with(
                "anyOf",
                [
                    ["required": [.string(SessionStatus.Key.name)]],
                    ["required": [.string(SessionStatus.Key.upstream)]],
                ]
            )
            .described("`name` may be left out where `upstream` names a service; all its clients share that session.")
    }

    private static let text = Schema.string.with("minLength", 1)

    private static var matching: Schema {
        MatchingRules.members.reduce(Schema.object([:])) { $0.allowing($1, .list(of: .string)) }
            .described("Rules in place of the cassette's own.")
    }

    private static var playback: Schema {
        .object(
            [:],
            optional: [
                "timing": .any(
                    .string.described("`instant`, `recorded`, or a factor of the recorded times."),
                    Schema.number.with("exclusiveMinimum", 0)
                ),
                "repeat": .choice(PlaybackPolicy.Repeat.self), "polls": .choice(PlaybackPolicy.Polls.self),
            ]
        )
    }

    static var simulationSchema: Schema {
        .object(
            [:],
            optional: [
                "seed": .integer(), "pace": .string.described("How fast jobs run; the values of `--pace`."),
                "fine_tuning_closed": .boolean, "as_of": .string.with("format", "date"),
                "azure_deployments": .map(of: .string).described("Models by deployment."),
                "webhook": .object(["url": .string, "secret": .string]),
            ]
        )
        .described("The simulator is recorded in place of the upstream; without a cassette it answers everything.")
    }

    static var missSchema: Schema {
        .object([
            "request": .string, "session": .string, "cassette": .string, "mode": .choice(RecordMode.self),
            "reason": .oneOf(["not_recorded", "ran_out", "no_cassette"]),
            "nearest": .list(
                of: .object([
                    "id": .integer(from: 1), "request": .string,
                    "differences": .list(
                        of: .object(["place": .string, "recorded": .string.orNull, "got": .string.orNull]),
                        limit: Miss.differenceLimit
                    ),
                ])
            ),
            "other_sessions": .list(of: .string), "message": .string,
            "remedies": .list(of: .object(["text": .string, "command": .string.orNull])),
            "number": .integer(from: 1).described("Its place among the misses of the session."),
            "recording": .choice(RecordingPermits.State.self).orNull.described(
                "Whether somebody asked to record the next request like it; null where the session cannot."
            ),
        ])
    }

    static var unusedListSchema: Schema {
        .object([
            "count": .integer(),
            "unused": .list(
                of: .object(["id": .integer(from: 1), "request": .string, "session": .string, "cassette": .string]),
                limit: ControlAPI.unusedLimit
            ),
        ])
    }
}
