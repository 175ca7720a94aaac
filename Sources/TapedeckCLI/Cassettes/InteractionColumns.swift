// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCassettes
import TapedeckCore

/// Interactions as rows of a list.
struct InteractionColumns {
    /// How many rows are aligned together; those of a larger cassette are printed in several steps.
    private static let step = 5000

    private var layout: ColumnLayout
    private var rows: [[ColumnLayout.Cell]] = []
    /// What stands before the name of a session; only a terminal shows the names of columns.
    private let sessionLabel: String

    /// A list for stdout, as wide as the terminal if it is one.
    init(width: Int?) {
        sessionLabel = width == nil ? "session " : ""
        layout = ColumnLayout(
            [
                .init(name: "#"), .init(name: "session", narrow: (24, 16, 8), keepsEnd: true),
                .init(name: "request", narrow: (44, 30, 20), keepsEnd: true),
                .init(name: "model", narrow: (24, 18, 10), keepsEnd: true), .init(name: "status", isNumeric: true),
                .init(name: "tokens", isNumeric: true), .init(name: "size", isNumeric: true, isOptional: true),
                .init(name: "time", isNumeric: true, isOptional: true), .init(name: "ended"),
                .init(name: "prompt", narrow: (60, 24, 12)),
            ],
            width: width
        )
    }

    /// Adds an interaction.
    mutating func add(_ stored: StoredInteraction, _ summary: InteractionFacts) {
        let (request, response) = (stored.interaction.request, stored.interaction.response)
        let session = stored.interaction.session
        rows.append([
            .init("#\(stored.id)"), .init(session.isEmpty ? "" : sessionLabel + session), .init(request.requestLine),
            .init(summary.request.model ?? ""), .init("\(response.status)", StyledText.Style(status: response.status)),
            .init(summary.tokens > 0 ? "\(summary.tokens)" : ""), .init("\(response.body.length) B"),
            .init(Self.time(response.duration)),
            .init(response.outcome == .truncated ? "truncated" : "", .warning),
            .init(summary.request.prompt ?? "", .aside),
        ])
        if rows.count == Self.step { print() }
    }

    /// Prints what was added.
    mutating func print() {
        for line in layout.lines(rows) { Terminal.print(line) }
        rows = []
    }

    private static func time(_ microseconds: Int64) -> String {
        let milliseconds = microseconds / 1000
        guard milliseconds >= 10_000 else { return "\(milliseconds) ms" }
        return "\(milliseconds / 1000).\(milliseconds / 100 % 10) s"
    }
}

/// What a list tells of an interaction beside its request line and status.
struct InteractionFacts {
    let request: RequestSummary
    /// The tokens that the response says were used, 0 when it does not say.
    let tokens: Int

    init(_ stored: StoredInteraction, in cassette: Cassette) throws {
        let response = stored.interaction.response
        request = try RequestSummary(stored.interaction.request, reading: cassette.read)
        tokens = try TokenUsage(
            response.body,
            contentType: response.headerFields[.contentType],
            reading: cassette.read
        ).total
    }
}
