// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import GRDB

/// Makes sure that the tables of a cassette are what this version makes them, and its numbers what it can count with.
///
/// A file from elsewhere may have a view or a trigger in the place of a table, which would run with every statement.
enum SchemaCheck {
    /// The largest number an interaction may have, which any reader of JSON can hold.
    static let numberLimit: Int64 = 1 << 53

    private struct Object: Hashable {
        let type: String
        let name: String
        let sql: String

        init(_ row: Row) throws {
            type = try row.decode(atIndex: 0)
            name = try row.decode(atIndex: 1)
            // Comments and white space do not count.
            sql = try row.decode(String?.self, atIndex: 2).map(Self.plain) ?? ""
        }

        private static func plain(_ sql: String) -> String {
            sql.split(separator: "\n").map { line in
                line.utf8.firstRange(of: "--".utf8).map { line[..<$0.lowerBound] } ?? line
            }
            .joined().filter { !$0.isWhitespace }
        }
    }

    /// - Throws: ``DamagedRow`` that says what is wrong.
    static func run(_ db: Database) throws {
        let own = try expected.get()
        let found = try objects(db)
        for object in found where ["view", "trigger"].contains(object.type) {
            throw DamagedRow("it has the \(object.type) '\(object.name)', which no cassette has")
        }
        for table in own where !found.contains(table) {
            throw DamagedRow("its table \(table.name) is not that of a cassette")
        }
        try requireNumbers(db)
    }

    private static let expected = Result {
        try DatabaseQueue().write { db in
            try Schema.migrate(db)
            return try objects(db).filter { $0.type == "table" }
        }
    }

    private static func objects(_ db: Database) throws -> [Object] {
        try Row.fetchAll(
            db,
            sql: "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite@_%' ESCAPE '@'"
        )
        .map(Object.init)
    }

    private static func requireNumbers(_ db: Database) throws {
        // Each by itself, since SQLite would read every row for both at once.
        let sql = """
            SELECT coalesce((SELECT min(id) FROM interaction), 1), coalesce((SELECT max(id) FROM interaction), 1),
                (SELECT coalesce(max(seq), 1) FROM sqlite_sequence WHERE name = 'interaction')
            """
        guard let row = try Row.fetchOne(db, sql: sql) else { return }
        for index in 0..<3 {
            let number = try row.decode(Int64.self, atIndex: index)
            guard (0...numberLimit).contains(number), index > 0 || number > 0 else {
                throw DamagedRow("an interaction has the number \(number)")
            }
        }
    }
}
