// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct CassettePruningTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder("x.cassette")
    }

    private func makeCassette() async throws {
        let cassette = try Cassette.record(path, new: .test)
        for index in 0..<40 {
            var interaction = Interaction.sample(
                session: index.isMultiple(of: 2) ? "even" : "",
                path: index < 10 ? "/v1/files/\(index)" : "/v1/chat/completions",
                request: #"{"model":"m\#(index % 3)","n":\#(index)}"#,
                response: #"{"text":"\#(String(repeating: "x", count: 5000))\#(index)"}"#,
                status: index % 4 == 0 ? 404 : 200
            )
            interaction.recordedAt += Int64(index)
            if index == 39 { interaction.response.body = .bytes([UInt8](repeating: 7, count: 3 << 20)) }
            try await cassette.add(interaction)
        }
        try cassette.close()
    }

    private func numbers() throws -> [Int64] {
        let cassette = try Cassette.open(path)
        defer { try? cassette.close() }
        var problems: [CassetteProblem] = []
        try cassette.verify { problems.append($0) }
        #expect(problems == [])
        return try cassette.interactions(after: 0, limit: 100).map(\.id)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let filter: InteractionFilter
        let prunes: @Sendable (Int) -> Bool
    }

    static let cases: [Case] = [
        Case("paths", { $0.paths = ["/v1/files"] }) { $0 < 10 },
        Case("statuses", { $0.statuses = [400...499] }) { $0 % 4 == 0 },
        Case("sessions", { $0.sessions = [""] }) { $0 % 2 == 1 },
        Case("models", { $0.models = ["m1"] }) { $0 % 3 == 1 },
        Case("times", { $0.recordedBefore = 1_700_000_000_000_005 }) { $0 < 5 },
        Case(
            "all that is given",
            {
                $0.paths = ["/v1/files"]
                $0.statuses = [404...404]
            }
        ) { $0 < 10 && $0 % 4 == 0 },
    ]

    @Test(arguments: cases)
    func `takes out what the filter means and nothing else`(_ example: Case) async throws {
        try await makeCassette()
        let outcome = try CassettePruning(filter: example.filter).run(path)
        let expected = (0..<40).filter { !example.prunes($0) }.map { Int64($0 + 1) }
        #expect(try numbers() == expected)
        #expect(outcome == CassettePruning.Outcome(kept: expected.count, pruned: 40 - expected.count))
    }

    @Test func `the file shrinks, and numbers are not given out again`() async throws {
        try await makeCassette()
        let before = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        var filter = InteractionFilter()
        filter.numbers = [20...40]
        _ = try CassettePruning(filter: filter).run(path)
        let after = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        #expect(after < before - (3 << 20))
        let cassette = try Cassette.record(path, new: .test)
        #expect(try await cassette.add(.sample(request: "{\"new\":1}")) == 41)
        try cassette.close()
        #expect(folder.names == ["x.cassette"])
    }

    @Test func `a rehearsal lists and writes nothing`() async throws {
        try await makeCassette()
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        var listed: [Int64] = []
        let among = try #require(NumberSet("3-5,99"))
        let outcome = try CassettePruning(filter: InteractionFilter(), among: among)
            .run(path, isRehearsal: true, report: { listed.append($0.id) })
        #expect(listed == [3, 4, 5] && outcome.pruned == 3)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test func `another place must be free, and leaves the cassette alone`() async throws {
        try await makeCassette()
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        var filter = InteractionFilter()
        filter.numbers = [1...39]
        _ = try CassettePruning(filter: filter).run(path, into: folder("y"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
        #expect(throws: CassetteError.self) { try CassettePruning(filter: filter).run(path, into: folder("y")) }
    }
}

extension CassettePruningTests.Case {
    init(_ name: String, _ fill: (inout InteractionFilter) -> Void, _ prunes: @escaping @Sendable (Int) -> Bool) {
        var filter = InteractionFilter()
        fill(&filter)
        self.init(testDescription: name, filter: filter, prunes: prunes)
    }
}
