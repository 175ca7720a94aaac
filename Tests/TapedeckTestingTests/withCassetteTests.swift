// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckTesting
import Testing

struct withCassetteTests {
    private let folder: TemporaryFolder
    private let simulator = SimulatorConfiguration(seed: 7)

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Records the answers to questions.
    @discardableResult
    private func record(_ questions: String..., mode: RecordMode = .once) async throws -> [String] {
        try await withCassette("chat", in: folder.path, mode: mode, simulator: simulator) { session in
            var answers: [String] = []
            for question in questions { answers.append(try await ask(question, session.baseURL).body) }
            #expect(session.isRecording)
            return answers
        }
    }

    @Test func `the first run records, the next one replays`() async throws {
        let recorded = try await record("What is a cassette?")
        try await withCassette("chat", in: folder.path, mode: .once, simulator: simulator) { session in
            #expect(!session.isRecording)
            let replayed = try await ask("What is a cassette?", session.baseURL).body
            #expect(replayed == recorded[0])
            #expect(try await ask("What is a cassette?", Tapedeck.current.baseURL).body == recorded[0])
            #expect(try session.report().counts.played == 2)
        }
    }

    @Test func `a miss is an issue at the place of the call, with the difference and the command`() async throws {
        try await record("What is a cassette?")
        let line = #line + 2
        try await withKnownIssue {
            try await withCassette("chat", in: folder.path, mode: RecordMode.none, unused: .ignore) { session in
                let status = try await ask("What is a tape?", session.baseURL).status
                #expect(status == 404)
            }
        } matching: { issue in
            let text = issue.comments.map(\.rawValue).joined()
            return issue.sourceLocation?.line == line && issue.isFailure
                && text.contains(#"$.messages[0].content: recorded "What is a cassette?" got "What is a tape?""#)
                && text.contains(
                    "TAPEDECK_RECORD=all swift test --filter 'TapedeckTestingTests.withCassetteTests/`a miss "
                )
        }
    }

    @Test(arguments: [(UnusedPolicy.warn, false), (.fail, true)])
    func `recordings that were not played are named`(policy: UnusedPolicy, isFailure: Bool) async throws {
        try await record("One", "Two")
        try await withKnownIssue {
            try await withCassette("chat", in: folder.path, mode: RecordMode.none, unused: policy) { session in
                _ = try await ask("One", session.baseURL)
            }
        } matching: { issue in
            issue.isFailure == isFailure
                && issue.comments.contains { $0.rawValue.contains("  #2 POST /v1/chat/completions") }
        }
        try await withCassette("chat", in: folder.path, mode: RecordMode.none, unused: .ignore) { session in
            _ = try await ask("One", session.baseURL)
        }
    }

    @Test func `a test that sends no request is told how to`() async throws {
        try await record("One")
        try await withKnownIssue {
            try await withCassette("chat", in: folder.path, mode: RecordMode.none) { _ in }
        } matching: { issue in
            !issue.isFailure
                && issue.comments.contains { $0.rawValue.contains("Give its client Tapedeck.current.baseURL") }
        }
    }

    @Test func `recording again drops what the test recorded before`() async throws {
        try await record("One", "Two")
        try await record("Three", mode: .all)
        let cassette = try Cassette.open(folder.path + "/chat.sqlite")
        defer { try? cassette.close() }
        let recorded = try cassette.list()
        #expect(recorded.count == 1)
        #expect(
            String(decoding: try cassette.requestBody(of: try #require(recorded.first?.id)), as: UTF8.self).contains(
                "Three"
            )
        )
    }

    @Test func `a failed recording keeps what was recorded before`() async throws {
        struct Mine: Error {}
        try await record("One")
        await withKnownIssue {
            await #expect(throws: Mine.self) {
                try await withCassette("chat", in: folder.path, mode: .all, simulator: simulator) { session in
                    _ = try await ask("Two", session.baseURL)
                    throw Mine()
                }
            }
        } matching: { issue in
            !issue.isFailure && issue.comments.contains { $0.rawValue.contains("failed while it recorded") }
        }
        let cassette = try Cassette.open(folder.path + "/chat.sqlite")
        defer { try? cassette.close() }
        #expect(try cassette.list().count == 2)
    }

    @Test func `a cassette that is missing is named, with the command that records it`() async throws {
        let error = await #expect(throws: CassetteError.self) {
            try await withCassette("none", in: folder.path, mode: RecordMode.none) { _ in }
        }
        #expect(error?.code == .notFound)
        #expect(error?.message.contains(folder.path + "/none.sqlite") == true)
        #expect(error?.description.contains("record it: TAPEDECK_RECORD=once swift test --filter '") == true)
    }

    @Test func `a rule that cannot be read is refused`() async throws {
        await #expect(throws: MatchingRuleError.self) {
            try await withCassette("chat", in: folder.path, matching: try MatchingRules(ignoringJSON: ["user"])) { _ in
            }
        }
    }

    @Test func `rules of the call loosen the comparison`() async throws {
        try await record("Today is 2026-11-27.")
        try await withCassette(
            "chat",
            in: folder.path,
            mode: RecordMode.none,
            matching: try MatchingRules(scrubbing: ["date"])
        ) { session in
            let status = try await ask("Today is 2026-11-28.", session.baseURL).status
            #expect(status == 200)
        }
    }

    @Test func `a miss can be simulated`() async throws {
        try await record("One")
        try await withCassette(
            "chat",
            in: folder.path,
            mode: RecordMode.none,
            onMiss: .simulate(simulator),
            unused: .ignore
        ) {
            session in
            let status = try await ask("Two", session.baseURL).status
            #expect(status == 200)
            #expect(try session.report().counts.simulated == 1)
        }
    }

    @Test func `cassettes can be nested`() async throws {
        try await withCassette("outer", in: folder.path, mode: .once, simulator: simulator) { outer in
            try await withCassette("inner", in: folder.path, mode: .once, simulator: simulator) { inner in
                _ = try await ask("One", inner.baseURL)
                #expect(Tapedeck.current.baseURL == inner.baseURL)
            }
            #expect(Tapedeck.current.baseURL == outer.baseURL)
            _ = try await ask("Two", outer.baseURL)
            #expect(try outer.report().counts.requests == 1)
        }
    }
}
