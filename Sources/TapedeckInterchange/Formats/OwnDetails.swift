// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// The additions of Tapedeck's exports to the formats of other tools, which make them importable without loss.
struct OwnDetails: Hashable {
    /// The member that holds them, which other tools pass over.
    static let name = "_tapedeck"

    var session: String
    /// The path as recorded, and the query without its question mark.
    var path: String
    var query: String?
    var recordedAt: Int64
    var timeToFirstByte: Int64
    var duration: Int64
    var outcome: Outcome
    /// The chunks, which were not compared with the body yet.
    var chunks: [Chunk]
    /// The fields, where the format of the export cannot keep their order.
    var requestFields: [SourceExchange.Field]?
    var responseFields: [SourceExchange.Field]?

    init(
        session: String,
        path: String,
        query: String?,
        recordedAt: Int64,
        timeToFirstByte: Int64,
        duration: Int64,
        outcome: Outcome,
        chunks: [Chunk]
    ) {
        self.session = session
        self.path = path
        self.query = query
        self.recordedAt = recordedAt
        self.timeToFirstByte = timeToFirstByte
        self.duration = duration
        self.outcome = outcome
        self.chunks = chunks
    }

    /// Reads the details of an entry; `nil` when it has none.
    init?(_ entry: SourceValue) throws(SourceProblem) {
        guard let details = entry[Self.name] else { return nil }
        func time(_ name: String) throws(SourceProblem) -> Int64 {
            guard let text = details[name]?.text, let time = Int64(text), time >= 0 else {
                throw .malformed("the '\(name)' of '\(Self.name)' is not a time in microseconds", line: entry.line)
            }
            return time
        }
        let target = try details.requiredText("target", in: "'\(Self.name)'")
        let mark = target.firstIndex(of: "?")
        let outcome = details["outcome"]?.text ?? Outcome.complete.rawValue
        guard let outcome = Outcome(rawValue: outcome) else {
            throw .malformed("the outcome '\(outcome)' is not known", line: entry.line)
        }
        self.init(
            session: details["session"]?.text ?? "",
            path: String(target[..<(mark ?? target.endIndex)]),
            query: mark.map { String(target[target.index(after: $0)...]) },
            recordedAt: try time("recorded_at"),
            timeToFirstByte: try time("first_byte"),
            duration: try time("duration"),
            outcome: outcome,
            chunks: try CassetteTextChunks.chunks(details["chunks"])
        )
        requestFields = try details["request_headers"].map { (value) throws(SourceProblem) in
            try CassetteTextFields.fields(value.json)
        }
        responseFields = try details["response_headers"].map { (value) throws(SourceProblem) in
            try CassetteTextFields.fields(value.json)
        }
    }

    /// The details of an interaction.
    init(_ interaction: Interaction) {
        let (request, response) = (interaction.request, interaction.response)
        self.init(
            session: interaction.session,
            path: request.path,
            query: request.query,
            recordedAt: interaction.recordedAt,
            timeToFirstByte: response.timeToFirstByte,
            duration: response.duration,
            outcome: response.outcome,
            chunks: response.chunks
        )
    }

    /// Whether the times can be those of a recording, so that nothing that adds them up goes out of its range.
    var hasPlausibleTimes: Bool {
        recordedAt <= Timestamp.latest
            && ([timeToFirstByte, duration] + chunks.map(\.time)).allSatisfy {
                $0 == SourceExchange.bounded($0)
            }
    }

    /// The details as JSON.
    var json: JSONValue {
        var members: [JSONMember] = []
        if !session.isEmpty { members.add("session", .string(session)) }
        members.add("target", .string(path + (query.map { "?" + $0 } ?? "")))
        members.add("recorded_at", .integer(recordedAt))
        members.add("first_byte", .integer(timeToFirstByte))
        members.add("duration", .integer(duration))
        if outcome != .complete { members.add("outcome", .string(outcome.rawValue)) }
        if !chunks.isEmpty { members.add("chunks", CassetteTextChunks.json(chunks)) }
        return .object(members)
    }

    /// The details as JSON for a format that keeps fields as a map.
    func json(keepingFieldsOf interaction: Interaction) -> JSONValue {
        guard case .object(var members) = json else { return json }
        for (name, fields) in [
            ("request_headers", interaction.request.headerFields),
            ("response_headers", interaction.response.headerFields),
        ] where !YAMLFields.keepsOrder(of: fields) {
            members.add(name, CassetteTextFields.json(fields))
        }
        return .object(members)
    }
}
