// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// What the control API says of the interactions in a cassette.
extension ControlSchema {
    static var labelListSchema: Schema {
        .object([
            "labels": .list(
                of: .object(["label": .string, "count": .integer(from: 1)]),
                limit: BrowsingAPI.labelLimit
            )
        ])
    }

    static var searchResultSchema: Schema {
        .object([
            "count": .integer(),
            "ranges": .list(of: .list(of: .integer(from: 1), count: 2)).described(
                "First and last number of each range."
            ),
            "next": .integer(from: 1).orNull.described("The number to pass as `after` to go on; null at the end."),
            "last": .integer().described("The number of the last interaction of the cassette; 0 when it is empty."),
        ])
    }

    static var outlineSchema: Schema {
        .object([
            "id": .integer(from: 1), "session": .string, "recorded_at": recordedAt, "method": .string, "path": .string,
            "query": .string.orNull, "request_length": .integer(), "status": status, "response_length": .integer(),
            "streamed": .boolean, "duration": microseconds, "outcome": .choice(Outcome.self),
            "content": .object([
                "model": .string.orNull, "prompt": .string.orNull, "tokens": .integer(),
                "cost": .object(["usd": .number, "price_date": .string]).orNull.described("By OpenAI's list prices."),
            ]).orNull
                .described("What the bodies say; null where they were not read."),
        ])
    }

    static var interactionSchema: Schema {
        .object([
            "id": .integer(from: 1), "session": .string, "recorded_at": recordedAt,
            "request": .object([
                "method": .string, "path": .string, "query": .string.orNull, "headers": .named(.headerFields),
                "length": .integer(),
            ]),
            "response": .object([
                "status": status, "headers": .named(.headerFields), "length": .integer(), "first_byte": microseconds,
                "duration": microseconds, "outcome": .choice(Outcome.self), "chunk_count": .integer(),
                "chunks": .list(of: .list(of: .integer(), count: 3), limit: StoredInteraction.chunkLimit)
                    .described("Offset and length in bytes, and the time in microseconds."),
            ]),
            "command": .string.described("The command that shows the interaction."),
        ])
    }

    private static let recordedAt = Schema.integer().described("Microseconds since 1970-01-01 UTC.")
    private static let microseconds = Schema.integer().described("Microseconds.")
    private static let status = Schema.integer(from: 100, to: 999)
}
