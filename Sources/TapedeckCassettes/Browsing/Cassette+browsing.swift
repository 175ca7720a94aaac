// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import HTTPTypes
package import TapedeckCore

extension Cassette: BrowsableStore {
    /// Maximum number of bytes of bodies that are read for one list; of further interactions it has no content.
    private static let contentLimit = 16 << 20
    /// Maximum number of bytes of a body that are searched.
    private static let searchedLimit = 8 << 20

    /// The interactions with numbers in some ranges, in recorded order, without their bodies.
    package func outlines(of ranges: [ClosedRange<InteractionID>], limit: Int) throws -> [InteractionOutline] {
        try read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT i.id, i.session, i.recorded_at, i.method, i.path, i.query, i.status, i.duration, i.outcome,
                        coalesce(q.length, 0), coalesce(a.length, 0),
                        EXISTS (SELECT 1 FROM chunk c WHERE c.interaction = i.id),
                        i.response_headers, q.bytes, a.bytes
                    FROM interaction i LEFT JOIN body q ON q.id = i.request_body
                        LEFT JOIN body a ON a.id = i.response_body
                    WHERE i.id BETWEEN ? AND ? ORDER BY i.id LIMIT ?
                    """
            )
            var outlines: [InteractionOutline] = []
            var budget = Self.contentLimit
            for range in ranges where outlines.count < limit {
                let rows = try Row.fetchCursor(
                    statement,
                    arguments: [range.lowerBound, range.upperBound, limit - outlines.count]
                )
                while let row = try rows.next() { outlines.append(try Self.outline(row, budget: &budget)) }
            }
            return outlines
        }
    }

    private static func outline(_ row: Row, budget: inout Int) throws -> InteractionOutline {
        let id: InteractionID = try row.decode(atIndex: 0)
        let lengths: (Int, Int) = (try row.decode(atIndex: 9), try row.decode(atIndex: 10))
        budget -= min(lengths.0, budget) + min(lengths.1, budget)
        // Bodies in segments have no bytes here.
        let isAtHand = budget > 0 && max(lengths.0, lengths.1) <= BodyTable.segmentSize
        return InteractionOutline(
            id: id,
            session: try row.decode(atIndex: 1),
            recordedAt: try InteractionTable.date(row.decode(atIndex: 2), of: id),
            method: try row.decode(atIndex: 3),
            path: try row.decode(atIndex: 4),
            query: try row.decode(atIndex: 5),
            requestLength: lengths.0,
            status: try row.decode(atIndex: 6),
            responseLength: lengths.1,
            isStreamed: try row.decode(atIndex: 11),
            duration: try row.decode(atIndex: 7),
            outcome: try row.decode(atIndex: 8),
            content: isAtHand ? try content(row, of: id) : nil
        )
    }

    private static func content(_ row: Row, of id: InteractionID) throws -> InteractionOutline.Content {
        func body(_ index: Int) throws -> RecordedBody {
            try row.withUnsafeData(atIndex: index) { .bytes(Array($0 ?? Data())) }
        }
        let request = try RequestSummary(
            RecordedRequest(method: .post, path: "", body: try body(13)),
            reading: { _, _ in [] }
        )
        let fields = try InteractionTable.decode(row.decode(atIndex: 12), of: id)
        let tokens = try TokenUsage(try body(14), contentType: fields[.contentType], reading: { _, _ in [] })
        let isSimulated = fields.contains { $0.name.canonicalName == "tapedeck-simulated" }
        let isBilled = try row.decode(String.self, atIndex: 3) == "POST" && !isSimulated
        return InteractionOutline.Content(
            model: request.model,
            prompt: request.prompt,
            tokens: tokens.total,
            cost: isBilled ? tokens.cost(requested: request.model) : nil
        )
    }

    /// The labels of sessions with the number of their interactions, in order.
    package func sessionLabels(limit: Int) throws -> [(label: String, count: Int)] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT session, count(*) FROM interaction GROUP BY session ORDER BY session LIMIT ?",
                arguments: [limit]
            ).map { (try $0.decode(atIndex: 0), try $0.decode(atIndex: 1)) }
        }
    }
}

// MARK: - Searching

extension Cassette {
    /// Finds interactions, as far as that goes in a given time.
    package func find(
        _ search: InteractionSearch,
        after id: InteractionID,
        for time: Duration
    ) throws -> FoundInteractions {
        let deadline = ContinuousClock.now + time
        return try read { db in
            if search == InteractionSearch(), let all = try Self.withoutGaps(after: id, db) { return all }
            let words = SearchWords(search.words)
            return try words.isEmpty
                ? findRows(search, after: id, until: deadline, db)
                : findTexts(search, words, after: id, until: deadline, db)
        }
    }

    /// All interactions after a number, if theirs have no gaps: an index tells without the rows.
    private static func withoutGaps(after id: InteractionID, _ db: Database) throws -> FoundInteractions? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT (SELECT count(*) FROM interaction WHERE id > ?1), (SELECT min(id) FROM interaction WHERE id > ?1),
                    (SELECT max(id) FROM interaction)
                """,
            arguments: [id]
        )
        guard let row else { return nil }
        let count: Int = try row.decode(atIndex: 0)
        guard count > 0 else { return FoundInteractions() }
        let (first, last): (InteractionID, InteractionID) = (try row.decode(atIndex: 1), try row.decode(atIndex: 2))
        guard last - first == InteractionID(count - 1) else { return nil }
        return FoundInteractions(first...last)
    }

    private func findRows(
        _ search: InteractionSearch,
        after id: InteractionID,
        until deadline: ContinuousClock.Instant,
        _ db: Database
    ) throws -> FoundInteractions {
        let (condition, arguments) = Self.condition(search, after: id)
        let ids = try InteractionID.fetchCursor(
            db,
            sql: "SELECT i.id FROM interaction i WHERE \(condition) ORDER BY i.id",
            arguments: arguments
        )
        var found = FoundInteractions()
        while let id = try ids.next() {
            found.append(id)
            let isOver = found.count >= FoundInteractions.limit || (found.count % 1024 == 0 && deadline <= .now)
            if isOver {
                found.next = id
                break
            }
        }
        return found
    }

    private func findTexts(
        _ search: InteractionSearch,
        _ words: SearchWords,
        after id: InteractionID,
        until deadline: ContinuousClock.Instant,
        _ db: Database
    ) throws -> FoundInteractions {
        let (condition, arguments) = Self.condition(search, after: id)
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT i.id, i.path, i.session, i.request_headers, i.response_headers, i.request_body, q.bytes, q.length,
                    i.response_body, a.bytes, a.length
                FROM interaction i LEFT JOIN body q ON q.id = i.request_body
                    LEFT JOIN body a ON a.id = i.response_body
                WHERE \(condition) ORDER BY i.id
                """,
            arguments: arguments
        )
        var found = FoundInteractions()
        var text = SearchText()
        while let row = try rows.next() {
            let id: InteractionID = try row.decode(atIndex: 0)
            if try matches(row, id, words, &text, db) { found.append(id) }
            if deadline <= .now {
                found.next = id
                break
            }
        }
        return found
    }

    /// Whether an interaction has all words in its texts.
    private func matches(
        _ row: Row,
        _ id: InteractionID,
        _ words: SearchWords,
        _ text: inout SearchText,
        _ db: Database
    ) throws -> Bool {
        text.removeAll()
        let lines: [String] = [try row.decode(atIndex: 1), try row.decode(atIndex: 2)]
        let isCoded = try [3, 4].contains { try Self.hasCoding(row, at: $0) }
        let isWhole = try [5, 8].allSatisfy {
            try row.decode(Int64?.self, atIndex: $0) == nil || !row.hasNull(atIndex: $0 + 1)
        }
        if !isCoded, isWhole {
            return try row.withBytes(atIndex: 6) { asked in
                try row.withBytes(atIndex: 9) { answered in
                    guard words.raw.mayFind(in: lines, [asked, answered]) else { return false }
                    for line in lines { text.append(line: line) }
                    for body in [asked, answered] { text.append(body: body) }
                    return words.areAll(in: text)
                }
            }
        }
        for line in lines { text.append(line: line) }
        if isCoded {
            for body in try decodedBodies(of: id, db) { text.append(body: body) }
        } else {
            for index in [5, 8] {
                guard let body = try row.decode(Int64?.self, atIndex: index) else { continue }
                let length: Int = try row.decode(atIndex: index + 2)
                text.append(body: try BodyTable.read(body, range: 0..<min(length, Self.searchedLimit), db))
            }
        }
        return words.areAll(in: text)
    }

    private static func hasCoding(_ row: Row, at index: Int) throws -> Bool {
        try row.withBytes(atIndex: index) { $0.containsIgnoringCase(Array(#""content-encoding""#.utf8)) }
    }

    /// The bodies of an interaction with their content codings undone; what is damaged has no text.
    private func decodedBodies(of id: InteractionID, _ db: Database) throws -> [[UInt8]] {
        let request = try InteractionTable.request(of: id, db)
        let response = try InteractionTable.response(of: id, db)
        return try [(request.body, request.headerFields), (response.body, response.headerFields)].map { body, fields in
            let bytes =
                switch body {
                case .bytes(let bytes): bytes
                case .stored(let reference):
                    try BodyTable.read(reference.id, range: 0..<min(reference.length, Self.searchedLimit), db)
                }
            let limits = ContentDecodingLimits(bytes: Self.searchedLimit, ratio: 200)
            guard var decoder = try? ContentDecoder(codings: fields[.contentEncoding], limits: limits) else {
                return bytes
            }
            var decoded: [UInt8] = []
            // What came out before the damage is searched.
            try? decoder.push(bytes[...]) { decoded += $0 }
            return decoded
        }
    }

    private static func condition(
        _ search: InteractionSearch,
        after id: InteractionID
    ) -> (sql: String, arguments: StatementArguments) {
        var sql = "i.id > ?"
        var arguments: StatementArguments = [id]
        if let label = search.label {
            sql += " AND i.session = ?"
            arguments += [label]
        }
        if let statuses = search.statuses {
            sql += " AND i.status BETWEEN ? AND ?"
            arguments += [statuses.lowerBound, statuses.upperBound]
        }
        if !search.path.isEmpty {
            // By bytes: LIKE would not tell capitals from small letters.
            sql += " AND substr(i.path, 1, length(?)) = ?"
            arguments += [search.path, search.path]
        }
        return (sql, arguments)
    }
}

extension Row {
    /// The bytes of a text or blob, where they are; none of NULL.
    fileprivate func withBytes<Value>(atIndex index: Int, _ body: (UnsafeRawBufferPointer) throws -> Value) throws
        -> Value
    {
        try withUnsafeData(atIndex: index) { data in
            try (data ?? Data()).withUnsafeBytes(body)
        }
    }
}
