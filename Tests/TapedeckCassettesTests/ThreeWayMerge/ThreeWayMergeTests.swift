// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct ThreeWayMergeTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Makes a cassette of requests with their answers.
    private func make(
        _ name: String,
        _ pairs: [(String, String)],
        metadata: CassetteMetadata = .test,
        session: String = ""
    ) async throws -> String {
        let cassette = try Cassette.record(folder(name), new: metadata)
        for (request, response) in pairs {
            try await cassette.add(
                .sample(session: session, request: "{\"input\":\"\(request)\"}", response: "\"\(response)\"")
            )
        }
        try cassette.close()
        return folder(name)
    }

    /// The answers of a cassette with their numbers, in order; the cassette is sound.
    private func answers(_ path: String) throws -> [String] {
        let cassette = try Cassette.open(path)
        defer { try? cassette.close() }
        var problems: [CassetteProblem] = []
        try cassette.verify { problems.append($0) }
        #expect(problems == [])
        return try cassette.interactions(after: 0, limit: 100).map { stored in
            guard case .bytes(let bytes) = stored.interaction.response.body else { return "?" }
            return "\(stored.id):\(String(decoding: bytes, as: UTF8.self).filter { $0 != "\"" })"
        }
    }

    private func metadata(_ path: String) throws -> CassetteMetadata {
        let cassette = try Cassette.open(path)
        defer { try? cassette.close() }
        return cassette.metadata
    }

    @Test func `additions of both sides are kept in order, and removals of either stay removed`() async throws {
        let base = try await make("base", [("a", "a1"), ("b", "b1"), ("c", "c1")])
        let ours = try await make("ours", [("a", "a1"), ("c", "c1"), ("o", "o1"), ("p", "p1")])
        let theirs = try await make("theirs", [("a", "a1"), ("b", "b1"), ("t", "t1"), ("u", "u1")])
        let outcome = try ThreeWayMerge().run(base: base, ours: ours, theirs: theirs, into: ours)
        #expect(try answers(ours) == ["1:a1", "3:o1", "4:p1", "5:t1", "6:u1"])
        #expect(outcome.interactions == 5 && outcome.taken == 2 && outcome.dropped == 1 && outcome.conflicts == 0)
        #expect(folder.names == ["base", "ours", "theirs"])
    }

    @Test func `what one side recorded anew takes the place of what both had`() async throws {
        let base = try await make("base", [("a", "a1"), ("b", "b1")])
        let ours = try await make("ours", [("a", "a1"), ("b", "b1"), ("o", "o1")])
        let theirs = try await make("theirs", [("b", "b1"), ("a", "a2")])
        _ = try ThreeWayMerge().run(base: base, ours: ours, theirs: theirs, into: ours)
        #expect(try answers(ours) == ["2:b1", "3:o1", "4:a2"])
    }

    @Test(arguments: [
        (ThreeWayMerge.Preference.ours, ["2:b2", "3:d1"]), (.theirs, ["3:d1", "4:a2", "5:b3"]),
        (.both, ["2:b2", "3:d1", "4:a2", "5:b3"]),
    ])
    func `a conflict is told, and decided by the preference`(
        preference: ThreeWayMerge.Preference,
        expected: [String]
    ) async throws {
        let base = try await make("base", [("a", "a1"), ("b", "b1"), ("d", "d1")])
        let ours = try await make("ours", [("x", "x"), ("b", "b2"), ("d", "d1")])
        _ = try CassettePruning(filter: InteractionFilter(), among: NumberSet("1")).run(ours)
        let theirs = try await make("theirs", [("a", "a2"), ("b", "b3"), ("d", "d1")])
        var conflicts: [ThreeWayMerge.Conflict] = []
        let outcome = try ThreeWayMerge(preference: preference)
            .run(base: base, ours: ours, theirs: theirs, into: folder("m"), report: { conflicts.append($0) })
        #expect(try answers(folder("m")) == expected)
        #expect(outcome.conflicts == 2)
        #expect(conflicts.map(\.prompt) == ["b", "a"])
        #expect(conflicts.map(\.ours?.id) == [2, nil] && conflicts.map(\.theirs?.id) == [2, 1])
        #expect(conflicts.map(\.requestLine) == ["POST /v1/chat/completions", "POST /v1/chat/completions"])
    }

    @Test func `sessions are merged apart`() async throws {
        let base = try await make("base", [])
        let ours = try await make("ours", [("a", "a1")], session: "one")
        let theirs = try await make("theirs", [("a", "a2")], session: "two")
        let outcome = try ThreeWayMerge().run(base: base, ours: ours, theirs: theirs, into: ours)
        #expect(try answers(ours) == ["1:a1", "2:a2"])
        #expect(outcome.conflicts == 0)
    }

    @Test func `without a common version both are joined, and the same recordings are there once`() async throws {
        let ours = try await make("ours", [("a", "a1"), ("b", "b1")])
        let theirs = try await make("theirs", [("a", "a1"), ("c", "c1")])
        _ = try ThreeWayMerge().run(base: nil, ours: ours, theirs: theirs, into: ours)
        #expect(try answers(ours) == ["1:a1", "2:b1", "3:c1"])
    }

    @Test func `ours is not written when theirs changes nothing`() async throws {
        let base = try await make("base", [("a", "a1")])
        let ours = try await make("ours", [("b", "b1")])
        let bytes = try Data(contentsOf: URL(fileURLWithPath: ours))
        _ = try ThreeWayMerge().run(base: base, ours: ours, theirs: base, into: ours)
        #expect(try Data(contentsOf: URL(fileURLWithPath: ours)) == bytes)
    }

    @Test func `matching rules of both sides count, and requests that they make the same are merged as one`()
        async throws
    {
        let base = try await make("base", [("a", "a1")])
        var rules = CassetteMetadata.test
        rules.matchingRules = try MatchingRules(json: ["ignore_json": ["$.input"]])
        let ours = try await make("ours", [("a", "a1")], metadata: rules)
        let theirs = try await make("theirs", [("a", "a1"), ("b", "b1")])
        _ = try ThreeWayMerge().run(base: base, ours: ours, theirs: theirs, into: ours)
        #expect(try answers(ours) == ["1:a1", "2:b1"])
        let cassette = try Cassette.open(ours)
        let request = try cassette.request(of: 1)
        let key = try request.key(rules: rules.matchingRules, redactor: Redactor(), read: cassette.read)
        #expect(try cassette.ids(key.fingerprint, in: RecordingScope()) == [1, 2])
        try cassette.close()
    }

    @Test func `text that one side takes out by a rule does not come back from the other`() async throws {
        let base = try await make("base", [("alice asks", "Hello alice"), ("b", "b1")])
        let ours = try await make("ours", [("alice asks", "Hello alice"), ("b", "b1"), ("alice again", "alice!")])
        let theirs = try await make("theirs", [("alice asks", "Hello alice"), ("b", "b1")])
        _ = try CassetteRedaction(rules: ["al[i]ce"]).run(theirs)
        let outcome = try ThreeWayMerge().run(base: base, ours: ours, theirs: theirs, into: ours)
        #expect(outcome.conflicts == 0 && outcome.interactions == 3)
        #expect(try metadata(ours).redactionRules.patterns == ["al[i]ce"])
        #expect(!String(decoding: try Data(contentsOf: URL(fileURLWithPath: ours)), as: UTF8.self).contains("alice"))
        _ = try answers(ours)
    }

    @Test func `damaged and foreign files are refused, and ours stays as it is`() async throws {
        let base = try await make("base", [("a", "a1")])
        let ours = try await make("ours", [("a", "a1"), ("b", "b1")])
        try Data("version https://git-lfs.github.com/spec/v1\n".utf8).write(to: URL(fileURLWithPath: folder("lfs")))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: ours))
        #expect(throws: CassetteError.self) {
            try ThreeWayMerge().run(base: base, ours: ours, theirs: folder("lfs"), into: ours)
        }
        #expect(throws: CassetteError.self) {
            try ThreeWayMerge().run(base: folder("none"), ours: ours, theirs: base, into: ours)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: ours)) == bytes)
        #expect(folder.names == ["base", "lfs", "ours"])
    }
}
