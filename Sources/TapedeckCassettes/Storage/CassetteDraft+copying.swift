// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import TapedeckCore

extension CassetteDraft {
    /// How many interactions are copied by one statement.
    private static let step = 500

    /// Copies interactions of another cassette with their bodies, each body once.
    /// - Parameters:
    ///   - path: The path of the cassette.
    ///   - offset: What is added to the number of each interaction.
    ///   - session: What the default session is to be called, and others begin with; `nil` leaves each its own.
    ///   - fingerprints: Fingerprints that take the place of those on file.
    ///   - keeps: Whether an interaction is copied.
    ///   - progress: Called with the number of interactions looked at so far.
    /// - Throws: What SQLite says; an error other than of the draft is one of the other cassette.
    func copy(
        from path: String,
        offset: Int64 = 0,
        session: String? = nil,
        fingerprints: [InteractionID: Fingerprint]? = nil,
        keeps: (InteractionID) -> Bool,
        progress: (Int) -> Void
    ) throws {
        try db.execute(sql: "ATTACH ? AS source", arguments: [path])
        try db.execute(
            sql: "CREATE TEMP TABLE IF NOT EXISTS kept (id INTEGER PRIMARY KEY, fingerprint BLOB)"
        )
        var seen = 0
        var start: InteractionID = 0
        while true {
            let page = try InteractionID.fetchAll(
                db,
                sql: "SELECT id FROM source.interaction WHERE id > ? ORDER BY id LIMIT ?",
                arguments: [start, Self.step]
            )
            guard let end = page.last else { break }
            try inTransaction {
                try db.execute(sql: "DELETE FROM temp.kept")
                for id in page where keeps(id) {
                    try db.cachedStatement(sql: "INSERT INTO temp.kept VALUES (?, ?)")
                        .execute(arguments: [id, fingerprints?[id].map { Data($0.bytes) }])
                }
                try copyKept(offset: offset, session: session)
            }
            seen += page.count
            progress(seen)
            start = end
        }
        // Statements that are kept would keep the cassette from being let go.
        db.clearSchemaCache()
        try db.execute(sql: "DETACH source")
    }

    /// Copies what the table `kept` lists.
    private func copyKept(offset: Int64, session: String?) throws {
        let bodies = """
            SELECT request_body FROM source.interaction JOIN temp.kept USING (id) WHERE request_body IS NOT NULL
            UNION SELECT response_body FROM source.interaction JOIN temp.kept USING (id) WHERE response_body IS NOT NULL
            """
        let missing = try InteractionID.fetchOne(
            db,
            sql: "SELECT 1 FROM (\(bodies)) WHERE request_body NOT IN (SELECT id FROM source.body)"
        )
        guard missing == nil else { throw DamagedRow("an interaction refers to a body that is not there") }
        let before = try Int64.fetchOne(db, sql: "SELECT max(id) FROM main.body") ?? 0
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO main.body (sha256, length, bytes)
                SELECT sha256, length, bytes FROM source.body WHERE sha256 IS NOT NULL AND id IN (\(bodies)) ORDER BY id
                """
        )
        try db.execute(
            sql: """
                INSERT INTO main.segment (body, position, bytes)
                SELECT new.id, segment.position, segment.bytes
                FROM main.body new JOIN source.body old ON old.sha256 = new.sha256
                    JOIN source.segment segment ON segment.body = old.id
                WHERE new.id > ? ORDER BY new.id, segment.position
                """,
            arguments: [before]
        )
        try db.execute(
            sql: """
                INSERT INTO main.interaction
                SELECT i.id + ?1,
                    CASE WHEN ?2 IS NULL THEN i.session WHEN i.session = '' THEN ?2 ELSE ?2 || '.' || i.session END,
                    i.recorded_at, i.method, i.path, i.query, i.request_headers,
                    (SELECT new.id FROM source.body old JOIN main.body new ON new.sha256 = old.sha256
                        WHERE old.id = i.request_body),
                    coalesce(k.fingerprint, i.fingerprint), i.status, i.response_headers,
                    (SELECT new.id FROM source.body old JOIN main.body new ON new.sha256 = old.sha256
                        WHERE old.id = i.response_body),
                    i.first_byte, i.duration, i.outcome
                FROM source.interaction i JOIN temp.kept k USING (id) ORDER BY i.id
                """,
            arguments: [offset, session]
        )
        try db.execute(
            sql: """
                INSERT INTO main.chunk SELECT c.interaction + ?, c.position, c."offset", c.length, c.time
                FROM source.chunk c JOIN temp.kept k ON k.id = c.interaction ORDER BY c.interaction, c.position
                """,
            arguments: [offset]
        )
    }

    /// Keeps numbers that were given out from being given out again.
    func reserve(upTo last: InteractionID) throws {
        try db.execute(
            sql: "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'interaction'",
            arguments: [last]
        )
        guard db.changesCount == 0 else { return }
        try db.execute(sql: "INSERT INTO sqlite_sequence VALUES ('interaction', ?)", arguments: [last])
    }
}
