// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import HTTPTypes
import TapedeckCore

/// The rows of interactions and their chunks.
enum InteractionTable {
    /// Adds an interaction and its bodies; earlier ones of the same fingerprint and session up to a bound are removed.
    ///
    /// Without a number it gets the next one.
    static func insert(
        _ interaction: Interaction,
        as number: InteractionID? = nil,
        fingerprint: Fingerprint,
        replacingUpTo bound: InteractionID?,
        _ db: Database
    ) throws -> InteractionID {
        let fingerprint = fingerprint.bytes[...]
        if let bound {
            var deletion = try DirectStatement(
                "DELETE FROM interaction WHERE fingerprint = ? AND session = ? AND id <= ?",
                db
            )
            deletion.bind(fingerprint)
            deletion.bind(interaction.session)
            deletion.bind(bound)
            try deletion.run()
        }
        let (request, response) = (interaction.request, interaction.response)
        let bodies = (try BodyTable.insert(request.body, db), try BodyTable.insert(response.body, db))
        var row = try DirectStatement(
            """
            INSERT INTO interaction (id, session, recorded_at, method, path, query, request_headers, request_body,
                fingerprint, status, response_headers, response_body, first_byte, duration, outcome)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            db
        )
        row.bind(number)
        row.bind(interaction.session)
        row.bind(interaction.recordedAt)
        row.bind(request.method.rawValue)
        row.bind(request.path)
        row.bind(request.query)
        row.bind(encode(request.headerFields))
        row.bind(bodies.0)
        row.bind(fingerprint)
        row.bind(Int64(response.status))
        row.bind(encode(response.headerFields))
        row.bind(bodies.1)
        row.bind(response.timeToFirstByte)
        row.bind(response.duration)
        row.bind(response.outcome.rawValue)
        try row.run()
        let id = db.lastInsertedRowID
        for (position, chunk) in response.chunks.enumerated() {
            var row = try DirectStatement(
                #"INSERT INTO chunk (interaction, position, "offset", length, time) VALUES (?, ?, ?, ?, ?)"#,
                db
            )
            for value in [id, Int64(position), Int64(chunk.offset), Int64(chunk.length), chunk.time] { row.bind(value) }
            try row.run()
        }
        return id
    }

    /// Removes the interactions of a session up to a bound, and returns how many there were.
    static func remove(session: String, upTo bound: InteractionID, _ db: Database) throws -> Int {
        try db.execute(sql: "DELETE FROM interaction WHERE session = ? AND id <= ?", arguments: [session, bound])
        return db.changesCount
    }

    /// Gives the interactions of a session another label, and returns how many there are.
    static func rename(session: String, to other: String, _ db: Database) throws -> Int {
        try db.execute(sql: "UPDATE interaction SET session = ? WHERE session = ?", arguments: [other, session])
        return db.changesCount
    }

    /// The response of an interaction that is there.
    static func response(of id: InteractionID, _ db: Database) throws -> RecordedResponse {
        try RecordingReader(source: DatabaseSource(database: db)).response(of: id)
    }

    /// Method and target of an interaction that is there.
    static func requestLine(of id: InteractionID, _ db: Database) throws -> String {
        guard
            let line = try String.fetchOne(
                db,
                sql: "SELECT method || ' ' || path || coalesce('?' || query, '') FROM interaction WHERE id = ?",
                arguments: [id]
            )
        else { throw DamagedRow("interaction \(id) is not in its table") }
        return line
    }

    /// The request of an interaction that is there.
    static func request(of id: InteractionID, _ db: Database) throws -> RecordedRequest {
        let statement = try db.cachedStatement(
            sql: "SELECT method, path, query, request_headers, request_body FROM interaction WHERE id = ?"
        )
        guard let row = try Row.fetchOne(statement, arguments: [id]) else {
            throw DamagedRow("interaction \(id) is not in its table")
        }
        let methodText = try row.decode(String.self, forColumn: "method")
        guard let method = HTTPRequest.Method(methodText) else {
            throw DamagedRow("interaction \(id) has the method '\(methodText)'")
        }
        return RecordedRequest(
            method: method,
            path: try row.decode(forColumn: "path"),
            query: try row.decode(forColumn: "query"),
            headerFields: try decode(row.decode(forColumn: "request_headers"), of: id),
            body: try RecordingReader(source: DatabaseSource(database: db)).body(
                row.decode(forColumn: "request_body"),
                of: id
            )
        )
    }

    /// The interactions after a number, in recorded order.
    static func page(after id: InteractionID, limit: Int, _ db: Database) throws -> [StoredInteraction] {
        try Row.fetchAll(
            db,
            sql: "SELECT id, session, recorded_at FROM interaction WHERE id > ? ORDER BY id LIMIT ?",
            arguments: [id, limit]
        ).map { row in
            let id = try row.decode(InteractionID.self, forColumn: "id")
            return StoredInteraction(
                id: id,
                interaction: Interaction(
                    session: try row.decode(forColumn: "session"),
                    recordedAt: try date(row.decode(forColumn: "recorded_at"), of: id),
                    request: try request(of: id, db),
                    response: try response(of: id, db)
                )
            )
        }
    }

    /// Fifty days, so that the times of a million interactions can be added up.
    static let timeLimit: Int64 = 1 << 42

    /// When an interaction was recorded, in a year of four digits.
    static func date(_ date: Int64, of id: InteractionID) throws -> Int64 {
        guard (CassetteMetadata.dates).contains(date) else {
            throw DamagedRow("interaction \(id) has the date \(date)")
        }
        return date
    }

    private static func encode(_ fields: HTTPFields) -> String {
        var bytes = [UInt8(ascii: "[")]
        for field in fields {
            if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(UInt8(ascii: "["))
            JSONValue.string(field.name.rawName).append(to: &bytes)
            bytes.append(UInt8(ascii: ","))
            JSONValue.string(field.value).append(to: &bytes)
            bytes.append(UInt8(ascii: "]"))
        }
        bytes.append(UInt8(ascii: "]"))
        return String(decoding: bytes, as: UTF8.self)
    }

    static func decode(_ text: String, of id: InteractionID) throws -> HTTPFields {
        let tooLarge = DamagedRow(
            "the header of interaction \(id) is too large; it may have \(HTTPFieldLimits.description)"
        )
        // A byte that is no UTF-8 has become two, and JSON may need six for one.
        guard text.utf8.count <= 8 * HTTPFieldLimits.bytes else { throw tooLarge }
        let pairs = try JSONValue(parsing: Array(text.utf8)).elements ?? []
        guard pairs.count <= HTTPFieldLimits.count else { throw tooLarge }
        var fields: HTTPFields = [:]
        fields.reserveCapacity(pairs.count)
        for pair in pairs {
            guard let elements = pair.elements, elements.count == 2, let value = elements[1].string,
                let name = elements[0].string.flatMap({ HTTPField.Name($0) })
            else { throw DamagedRow("interaction \(id) has a malformed header field") }
            fields.append(HTTPField(name: name, value: value))
        }
        return fields
    }
}
