// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import GRDB
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct CassetteMergeTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Makes a cassette of requests with their answers.
    private func make(
        _ name: String,
        _ pairs: [(String, String)],
        rules: MatchingRules = .strict,
        session: String = ""
    ) async throws -> String {
        let cassette = try Cassette.record(folder(name), new: .test, matchingRules: rules)
        for (request, response) in pairs {
            try await cassette.add(
                .sample(session: session, request: "{\"q\":\"\(request)\"}", response: "\"\(response)\"")
            )
        }
        try cassette.close()
        return folder(name)
    }

    /// The answers of a cassette with their sessions, in order.
    private func answers(_ path: String) throws -> [String] {
        let cassette = try Cassette.open(path)
        defer { try? cassette.close() }
        var problems: [CassetteProblem] = []
        try cassette.verify { problems.append($0) }
        #expect(problems == [])
        return try cassette.interactions(after: 0, limit: 100).map { stored in
            guard case .bytes(let bytes) = stored.interaction.response.body else { return "?" }
            return stored.interaction.session
                + String(decoding: bytes.filter { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
        }
    }

    @Test(arguments: [
        (CassetteMerge.ConflictPolicy.keepAll, ["a1", "a2", "b1", "x1", "a3", "b1", "c1"]),
        (.first, ["a1", "a2", "b1", "x1", "c1"]), (.last, ["b1", "x1", "a3", "c1"]),
    ])
    func `conflicts are resolved as told`(policy: CassetteMerge.ConflictPolicy, expected: [String]) async throws {
        let first = try await make("a", [("a", "a1"), ("a", "a2"), ("b", "b1"), ("x", "x1")])
        let second = try await make("b", [("a", "a3"), ("b", "b1"), ("c", "c1")])
        var merge = CassetteMerge()
        merge.onConflict = policy
        merge.keepsDuplicates = policy == .keepAll
        var conflicts: [CassetteMerge.Conflict] = []
        let outcome = try merge.run([first, second], into: folder("m"), report: { conflicts.append($0) })
        #expect(try answers(folder("m")) == expected)
        #expect(outcome.interactions == expected.count && outcome.conflicts == 1)
        #expect(conflicts.map(\.first.id) == [1] && conflicts.map(\.later.id) == [1])
    }

    @Test func `with a conflict nothing is written unless told`() async throws {
        let first = try await make("a", [("a", "a1")])
        let second = try await make("b", [("a", "a2")])
        let outcome = try CassetteMerge().run([first, second], into: folder("m"))
        #expect(outcome.conflicts == 1)
        #expect(folder.names == ["a", "b"])
    }

    @Test func `of sequences that begin alike the longer one stands for both`() async throws {
        let first = try await make("a", [("a", "a1"), ("a", "a2")])
        let second = try await make("b", [("a", "a1"), ("a", "a2"), ("a", "a3")])
        let outcome = try CassetteMerge().run([first, second, first], into: folder("m"))
        #expect(try answers(folder("m")) == ["a1", "a2", "a3"])
        #expect(outcome.duplicates == 4 && outcome.conflicts == 0)
    }

    @Test func `sessions are kept apart, or made of files`() async throws {
        let first = try await make("a.sqlite", [("a", "a1")], session: "s.")
        let second = try await make("b.sqlite", [("a", "a2")])
        _ = try CassetteMerge().run([first, second], into: folder("m"))
        #expect(try answers(folder("m")) == ["s.a1", "a2"])
        var merge = CassetteMerge()
        merge.sessionPerFile = true
        _ = try merge.run([first, second], into: folder("m"), replacing: true)
        #expect(try answers(folder("m")) == ["a.s.a1", "ba2"])
    }

    @Test func `bodies are there once`() async throws {
        let first = try await make("a", [("a", String(repeating: "same", count: 300_000)), ("b", "x")])
        let second = try await make("b", [("c", String(repeating: "same", count: 300_000)), ("d", "x")])
        _ = try CassetteMerge().run([first, second], into: folder("m"))
        let cassette = try Cassette.open(folder("m"))
        #expect(try cassette.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM body") } == 6)
        #expect(try cassette.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM segment") } == 2)
        try cassette.close()
    }

    @Test func `other rules are refused unless told`() async throws {
        let first = try await make("a", [("a", "a1")], rules: try MatchingRules(json: ["ignore_json": ["$.x"]]))
        let second = try await make("b", [("b", "b1")])
        #expect(throws: CassetteError.self) { try CassetteMerge().run([first, second], into: folder("m")) }
        var merge = CassetteMerge()
        merge.usesFirstRules = true
        _ = try merge.run([first, second], into: folder("m"))
        #expect(try answers(folder("m")) == ["a1", "b1"])
    }

    @Test func `a place that is taken is not written over unless told, and a cassette may take its own`() async throws {
        let first = try await make("a", [("a", "a1")])
        let second = try await make("b", [("b", "b1")])
        #expect(throws: CassetteError.self) { try CassetteMerge().run([first, second], into: first) }
        #expect(try answers(first) == ["a1"])
        _ = try CassetteMerge().run([first, second], into: first, replacing: true)
        #expect(try answers(first) == ["a1", "b1"])
    }
}
