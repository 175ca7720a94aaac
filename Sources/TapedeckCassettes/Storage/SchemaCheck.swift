// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import GRDB

/// Makes sure that the tables and views of a cassette are what this version makes them, and its numbers what it can count
/// with.
///
/// A file from elsewhere may have a view or a trigger in the place of a table, which would run with every statement.
enum SchemaCheck {
    /// The largest number an interaction may have, which any reader of JSON can hold.
    static let numberLimit: Int64 = 1 << 53

    /// What a layout consists of.
    private struct Layout: Sendable {
        /// The tables, by their names, without comments and white space.
        var tables: [String: String] = [:]
        /// The views, by their names.
        var views: [String: String] = [:]
    }

    private struct Object {
        let type: String
        let name: String
        let sql: String

        init(_ row: Row) throws {
            type = try row.decode(atIndex: 0)
            name = try row.decode(atIndex: 1)
            sql = try row.decode(String?.self, atIndex: 2) ?? ""
        }

        /// The statement without comments and white space.
        var plain: String {
            sql.split(separator: "\n").map { line in
                line.utf8.firstRange(of: "--".utf8).map { line[..<$0.lowerBound] } ?? line
            }
            .joined().filter { !$0.isWhitespace }
        }
    }

    /// - Throws: ``DamagedRow`` that says what is wrong.
    static func run(_ db: Database) throws {
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let own = try layouts.get()[min(max(version, 1), Int(Schema.version)) - 1]
        var missing = own.tables
        for object in try objects(db) {
            switch object.type {
            case "view" where own.views[object.name] == object.sql: continue
            case "view", "trigger":
                throw DamagedRow("it has the \(object.type) '\(object.name)', which no cassette has")
            case "table" where own.tables[object.name] == object.plain: missing[object.name] = nil
            default: continue
            }
        }
        if let table = missing.keys.min() { throw DamagedRow("its table \(table) is not that of a cassette") }
        try requireNumbers(db)
    }

    /// The layouts of all versions, from the first.
    private static let layouts = Result {
        try (1...Schema.version).map { version in
            try DatabaseQueue().write { db in
                try Schema.migrate(db, to: version)
                return try objects(db).reduce(into: Layout()) { layout, object in
                    if object.type == "table" { layout.tables[object.name] = object.plain }
                    if object.type == "view" { layout.views[object.name] = object.sql }
                }
            }
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
