// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import GRDB

/// The tables of a cassette, and what tells one from other SQLite files.
enum Schema {
    /// `TPDK`, in the header of every cassette.
    static let applicationID: Int32 = 0x5450_444B
    /// The newest layout this version knows; each migration below adds one.
    static let version: Int32 = 2

    /// Brings a database to the newest layout, and its price list up to date.
    ///
    /// Migrations are only ever appended.
    static func migrate(_ db: Database) throws {
        try migrate(db, to: version)
        try PriceList.update(db)
    }

    /// Brings a database to a layout, if it has an earlier one.
    static func migrate(_ db: Database, to version: Int32) throws {
        let current = try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard current < version else { return }
        for migration in migrations[Int(current)..<Int(version)] {
            for statement in migration { try db.execute(sql: statement) }
        }
        try db.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
    }

    private static let migrations = [
        [tables],
        // Earlier versions refuse every view, so that one with views has a number that tells them why.
        ["CREATE \(PriceList.table)"] + CassetteView.all.map(\.creation),
    ]

    private static let tables =
        """
        CREATE TABLE cassette (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            format INTEGER NOT NULL,
            tool TEXT NOT NULL,
            created INTEGER NOT NULL,       -- microseconds since 1970
            upstream TEXT,
            matching TEXT NOT NULL,         -- JSON
            redaction TEXT NOT NULL,        -- JSON
            note TEXT NOT NULL DEFAULT ''
        ) STRICT;

        CREATE TABLE body (
            id INTEGER PRIMARY KEY,
            sha256 BLOB UNIQUE,             -- NULL while the body is being written
            length INTEGER NOT NULL,
            bytes BLOB                      -- NULL when the body is in segments
        ) STRICT;

        CREATE TABLE segment (
            body INTEGER NOT NULL REFERENCES body (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,      -- from 0; all but the last are of one size
            bytes BLOB NOT NULL,
            PRIMARY KEY (body, position)
        ) STRICT;

        CREATE TABLE interaction (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            session TEXT NOT NULL,
            recorded_at INTEGER NOT NULL,   -- microseconds since 1970
            method TEXT NOT NULL,
            path TEXT NOT NULL,
            query TEXT,
            request_headers TEXT NOT NULL,  -- JSON: [["name","value"],…]
            request_body INTEGER REFERENCES body (id),
            fingerprint BLOB NOT NULL,
            status INTEGER NOT NULL,
            response_headers TEXT NOT NULL,
            response_body INTEGER REFERENCES body (id),
            first_byte INTEGER NOT NULL,    -- microseconds
            duration INTEGER NOT NULL,      -- microseconds
            outcome TEXT NOT NULL
        ) STRICT;
        CREATE INDEX interaction_fingerprint ON interaction (fingerprint);
        CREATE INDEX interaction_path ON interaction (path, method);
        -- A body that goes away is looked for in both.
        CREATE INDEX interaction_request_body ON interaction (request_body);
        CREATE INDEX interaction_response_body ON interaction (response_body);

        CREATE TABLE chunk (
            interaction INTEGER NOT NULL REFERENCES interaction (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            "offset" INTEGER NOT NULL,      -- bytes
            length INTEGER NOT NULL,        -- bytes
            time INTEGER NOT NULL,          -- microseconds since the response began
            PRIMARY KEY (interaction, position)
        ) STRICT, WITHOUT ROWID;
        """
}
