// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import GRDB

/// The table `search`: full-text search (FTS5) over prompts and answers.
///
/// A cassette has it only where somebody asked for it, since it holds every text a second time; a query makes it in
/// memory where the cassette has none. A rewritten cassette (pruned, merged, redacted) is written without it.
enum SearchIndex {
    private static let name = "search"

    /// The statement that makes the table.
    /// - Parameter schema: The database, `main` or `temp`.
    /// - Returns: The statement.
    static func creation(in schema: String) -> String {
        "CREATE VIRTUAL TABLE \(schema).\(definition)"
    }

    private static let definition =
        "\(name) USING fts5(request UNINDEXED, direction UNINDEXED, position UNINDEXED, role UNINDEXED, content)"

    /// The statement that fills the table.
    static let filling = """
        INSERT INTO \(name) (request, direction, position, role, content)
        SELECT request, direction, position, role, content FROM messages WHERE content IS NOT NULL
        """

    /// A statement that reads the table.
    static let opening = "SELECT count(*) FROM \(name) LIMIT 0"

    /// Whether the cassette has the table, and it is ours.
    static func exists(_ db: Database) throws -> Bool {
        try String.fetchOne(db, sql: "SELECT sql FROM sqlite_schema WHERE name = ?", arguments: [name])
            == "CREATE VIRTUAL TABLE \(definition)"
    }

    private static func fill(_ db: Database, after request: Int64) throws {
        // Views may call JSON functions only where the schema is trusted; ``SchemaCheck`` knows this one.
        try db.execute(sql: "PRAGMA trusted_schema = ON")
        defer { try? db.execute(sql: "PRAGMA trusted_schema = OFF") }
        try db.execute(sql: "\(filling) AND request > ?", arguments: [request])
    }

    /// Makes the table of a cassette anew, and returns the number of its rows.
    static func rebuild(_ db: Database) throws -> Int {
        if try exists(db) { try db.execute(sql: "DROP TABLE \(name)") }
        try db.execute(sql: creation(in: "main"))
        try fill(db, after: 0)
        return try Int.fetchOne(db, sql: "SELECT count(*) FROM \(name)") ?? 0
    }

    /// Brings the table of a cassette up to date: adds what was recorded, and takes out what is no longer there.
    ///
    /// A table that cannot be is removed, or stays as it is; what was recorded counts for more.
    static func keep(_ db: Database) {
        do {
            try db.inSavepoint {
                let last = try Int64.fetchOne(db, sql: "SELECT max(request) FROM \(name)") ?? 0
                try db.execute(sql: "DELETE FROM \(name) WHERE request NOT IN (SELECT id FROM interaction)")
                try fill(db, after: last)
                return .commit
            }
        } catch {
            try? db.execute(sql: "DROP TABLE \(name)")
        }
    }
}
