// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Testing

@testable import TapedeckCassettes

struct DirectStatementTests {
    private let database: DatabaseQueue

    init() throws {
        database = try DatabaseQueue()
        try database.write { db in
            try db.execute(sql: "CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT, y BLOB UNIQUE) STRICT")
        }
    }

    private func insert(_ id: Int64?, _ text: String?, _ bytes: [UInt8]?) throws {
        try database.write { db in
            var statement = try DirectStatement("INSERT INTO t (id, x, y) VALUES (?, ?, ?)", db)
            statement.bind(id)
            statement.bind(text)
            statement.bind(bytes?[...])
            try statement.run()
        }
    }

    @Test(
        arguments: [
            (7, "text", [0, 255]), (nil, "", []), (nil, nil, nil),
            (.max, "ä\u{1F4FC}", Array(repeating: 1, count: 100_000)),
        ] as [(Int64?, String?, [UInt8]?)]
    )
    func `values are stored as they are`(id: Int64?, text: String?, bytes: [UInt8]?) throws {
        try insert(id, text, bytes)
        let row = try #require(try database.read { try Row.fetchOne($0, sql: "SELECT * FROM t") })
        #expect(row["id"] == id ?? 1)
        #expect(row["x"] == text)
        #expect(row["y"] == bytes.map { Data($0) })
    }

    @Test func `a statement is used again, without the values of before`() throws {
        try insert(1, "one", [1])
        try insert(2, nil, nil)
        let ids = try database.read { db in
            try ["one", "none"].map { text in
                var statement = try DirectStatement("SELECT id FROM t WHERE x = ?", db)
                statement.bind(text)
                return try statement.first()
            }
        }
        #expect(ids == [1, nil])
    }

    @Test func `a statement that fails says why, and works again`() throws {
        try insert(1, "one", [1])
        let error = #expect(throws: DatabaseError.self) { try insert(2, "two", [1]) }
        #expect(error?.resultCode == .SQLITE_CONSTRAINT)
        #expect(error?.message?.contains("t.y") == true)
        try insert(2, "two", [2])
    }
}
