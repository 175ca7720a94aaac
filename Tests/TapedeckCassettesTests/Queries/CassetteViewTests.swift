// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import GRDB
import Testing

@testable import TapedeckCassettes

struct CassetteViewTests {
    /// The SHA-256 of the statements that make the views of format 2.
    private static let digest = "f81c8a5c7b9216ed3c4c81e3d393cc8260d7c0eb42a5ce438b10316e9e7d0528"

    @Test func `the views of a format stay as they are`() {
        // Cassettes have them word for word, and one with others is refused: a change needs a format of its own.
        let statements = CassetteView.all.map(\.creation).joined(separator: ";\n")
        let digest = SHA256.hash(data: Data(statements.utf8)).map { String(format: "%02x", $0) }.joined()
        #expect(digest == Self.digest)
    }

    @Test func `every view can be read, in an empty cassette too`() throws {
        try DatabaseQueue().write { db in
            try Schema.migrate(db)
            for view in CassetteView.all where view.name != "prices" {
                #expect(try Row.fetchAll(db, sql: "SELECT * FROM \(view.name)").isEmpty, "\(view.name)")
            }
        }
    }

    @Test func `the names of views are no names of tables`() throws {
        try DatabaseQueue().write { db in
            try Schema.migrate(db, to: 1)
            let tables = Set(try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema"))
            #expect(tables.isDisjoint(with: CassetteView.all.map(\.name)))
        }
    }

    @Test func `a price has no discount that is none`() throws {
        try DatabaseQueue().write { db in
            try Schema.migrate(db)
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM prices") ?? 0 > 50)
            let odd = """
                SELECT model FROM prices
                WHERE NOT (input > 0 AND output >= 0 AND coalesce(cached_input < input AND cached_input > 0, 1))
                """
            #expect(try String.fetchAll(db, sql: odd) == [])
        }
    }
}
