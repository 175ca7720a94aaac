// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct CassetteQueryTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder("x.sqlite")
    }

    private func record(_ interactions: Int = 2) async throws {
        let cassette = try Cassette.record(path, new: .test)
        for number in 1...interactions { try await cassette.add(.sample(path: "/v1/\(number)")) }
        try cassette.close()
    }

    private func rows(_ sql: String, limits: CassetteQuery.Limits = .init(), search: Bool = false) throws
        -> [[QueryValue]]
    {
        var rows: [[QueryValue]] = []
        try CassetteQuery(path, search: search).run(sql, limits: limits) { _ in
        } row: {
            rows.append($0)
        }
        return rows
    }

    private func failure(_ sql: String, limits: CassetteQuery.Limits = .init()) throws -> CassetteError {
        try #require(throws: CassetteError.self) { try rows(sql, limits: limits) }
    }

    @Test func `gives values of every kind`() async throws {
        try await record()
        #expect(
            try rows("SELECT 1, 0.5, 'é', x'00ff', NULL, CAST(x'61ff' AS TEXT)") == [
                [.integer(1), .real(0.5), .text("é"), .blob([0, 255]), .null, .text("a\u{FFFD}")]
            ]
        )
        #expect(try rows("SELECT path FROM requests ORDER BY request") == [[.text("/v1/1")], [.text("/v1/2")]])
    }

    @Test func `tells whether there are more rows`() async throws {
        try await record()
        let query = try CassetteQuery(path)
        var count = 0
        let limits = CassetteQuery.Limits(rows: 2)
        #expect(
            try query.run("SELECT 1 UNION ALL SELECT 2", limits: limits) { _ in
            } row: { _ in
                count += 1
            }
        )
        #expect(
            try !query.run("SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3", limits: limits) { _ in
            } row: { _ in
                count += 1
            }
        )
        #expect(count == 4)
    }

    @Test func `reads while somebody records`() async throws {
        let cassette = try Cassette.record(path, new: .test)
        try await cassette.add(.sample())
        #expect(try rows("SELECT count(*) FROM requests") == [[.integer(1)]])
        try await cassette.add(.sample())
        #expect(try rows("SELECT count(*) FROM requests") == [[.integer(2)]])
        try cassette.close()
    }

    @Test func `ends a query that takes too long`() async throws {
        try await record()
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        let error = try failure(endless, limits: CassetteQuery.Limits(time: .milliseconds(50)))
        #expect(error.code == .invalidArgument && error.message == "The query was ended after 0.05 s")
    }

    @Test(arguments: [
        "DELETE FROM interaction", "CREATE TEMP TABLE t (x)", "ATTACH ':memory:' AS m", "PRAGMA query_only = 0",
    ])
    func `lets nothing pass that does more than read`(_ sql: String) async throws {
        try await record()
        #expect(try failure(sql).message == "The query would do more than read the cassette")
    }

    @Test func `says where an error is`() {
        #expect(QueryError.place(of: "no such column: a", in: "SELECT\n  é, a FROM t") == "line 2, column 6")
        #expect(QueryError.place(of: #"near "FRM": syntax error"#, in: "SELECT x FRM t") == "line 1, column 10")
        #expect(QueryError.place(of: "no such column: x", in: "SELECT x, x") == nil)
        #expect(QueryError.place(of: "incomplete input", in: "SELECT") == nil)
    }

    @Test func `searches texts`() async throws {
        let cassette = try Cassette.record(path, new: .test)
        for word in ["apples", "pears"] {
            var interaction = Interaction.sample()
            interaction.request.body = .bytes(Array(#"{"messages":[{"role":"user","content":"Some \#(word)"}]}"#.utf8))
            try await cassette.add(interaction)
        }
        try cassette.close()
        let found = "SELECT request, content FROM search WHERE search MATCH 'pears'"
        #expect(try rows(found, search: true) == [[.integer(2), .text("Some pears")]])
        #expect(try failure(found).message.contains("no such table: search"))
        #expect(try await CassetteUpgrade.run(path, search: true).indexedTexts ?? 0 >= 2)
        #expect(try rows(found) == [[.integer(2), .text("Some pears")]])
    }
}
