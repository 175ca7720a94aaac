// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import HTTPTypes
package import TapedeckCore

extension Cassette {
    /// Maximum number of bytes of a body that are searched.
    private static let searchedLimit = 8 << 20
    /// The name of the field that says how a body is coded, as header fields are stored.
    private static let coding = Array(#""content-encoding""#.utf8)

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
        let prepared = try db.makeStatement(
            sql: """
                SELECT i.id, i.path, i.session, i.request_headers, i.response_headers, i.request_body, q.length, q.bytes,
                    i.response_body, a.length, a.bytes
                FROM interaction i LEFT JOIN body q ON q.id = i.request_body
                    LEFT JOIN body a ON a.id = i.response_body
                WHERE \(condition) ORDER BY i.id
                """
        )
        try prepared.setArguments(arguments)
        return try withExtendedLifetime(prepared) {
            let row = PreparedStatement(prepared.sqliteStatement)
            defer { row.reset() }
            var found = FoundInteractions()
            var text = SearchText()
            while try row.step() {
                let id = row.number(0) ?? 0
                text.removeAll()
                if try matches(row, id, words, &text, db) { found.append(id) }
                if deadline <= .now {
                    found.next = id
                    break
                }
            }
            return found
        }
    }

    /// Whether the interaction of a row has all words in its texts.
    private func matches(
        _ row: PreparedStatement,
        _ id: InteractionID,
        _ words: SearchWords,
        _ text: inout SearchText,
        _ db: Database
    ) throws -> Bool {
        let isCoded = hasCoding(row, 3) || hasCoding(row, 4)
        // A body in segments has no bytes of its own.
        let isWhole = (row.isNull(5) || !row.isNull(7)) && (row.isNull(8) || !row.isNull(10))
        if !isCoded, isWhole {
            return row.withBytes(1) { path in
                row.withBytes(2) { session in
                    row.withBytes(7) { request in
                        row.withBytes(10) { response in
                            let bytes = SearchedBytes(
                                path: path,
                                session: session,
                                request: request,
                                response: response
                            )
                            return words.raw.mayFind(in: bytes) && words.areAll(in: bytes, &text)
                        }
                    }
                }
            }
        }
        for column: CInt in [1, 2] { row.withBytes(column) { text.append(line: $0) } }
        if isCoded {
            for body in try decodedBodies(of: id, db) { text.append(body: body) }
        } else {
            for column: CInt in [5, 8] {
                guard let body = row.number(column) else { continue }
                let length = min(Int(row.number(column + 1) ?? 0), Self.searchedLimit)
                text.append(body: try BodyTable.read(body, range: 0..<length, db))
            }
        }
        return words.areAll(in: text)
    }

    private func hasCoding(_ row: PreparedStatement, _ column: CInt) -> Bool {
        row.withBytes(column) { $0.containsIgnoringCase(Self.coding) }
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
