// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Tapedeck
import TapedeckCore
import Testing

@testable import TapedeckTesting

struct TestCassetteTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func use(_ environment: [String: String], upstream: String? = nil, mode: RecordMode? = nil) -> TestCassette
    {
        var options = TraitOptions()
        options.source = .cassette("chat")
        options.folder = folder.path
        options.upstream = upstream
        options.mode = mode
        options.unused = .ignore
        return TestCassette(
            options: options,
            name: TestName(module: "M", components: ["\(folder.url.lastPathComponent)()"], arguments: .none),
            place: #_sourceLocation,
            environment: environment
        )
    }

    private func key(_ use: TestCassette) async throws -> String {
        try await use.value(reportingTo: IssueReporter()) { $0.key }
    }

    @Test func `a test that records the service gets the key of the environment`() async throws {
        #expect(try await key(use(["OPENAI_API_KEY": "mine"])) == "mine")
    }

    @Test func `a test that replays gets a placeholder`() async throws {
        _ = try await key(use(["OPENAI_API_KEY": "mine"]))
        try await withSimulator { service in
            let use = use([:], upstream: service.baseURL.absoluteString)
            try await use.value(reportingTo: IssueReporter()) { _ = try await ask("One", $0.baseURL) }
        }
        #expect(try await key(use(["OPENAI_API_KEY": "mine"])) == "tapedeck")
    }

    @Test func `a test that records OpenAI without a key is told to set it`() async throws {
        try await withKnownIssue {
            let key = try await key(use([:]))
            #expect(key == "tapedeck")
        } matching: { issue in
            issue.comments.contains {
                $0.rawValue.hasPrefix("OPENAI_API_KEY is not set, and this test records https://api.openai.com/v1.")
            }
        }
    }

    @Test func `where CI is set a missing cassette is not recorded`() async throws {
        let error = await #expect(throws: CassetteError.self) { try await key(use(["CI": "true"])) }
        let text = "\(try #require(error))"
        #expect(text.contains("CI is set") && text.contains("chat.sqlite"))
        #expect(text.contains("TAPEDECK_RECORD=once swift test --filter 'M."))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func `where CI is set a test may still ask for a recording`() async throws {
        #expect(try await key(use(["CI": "true", "OPENAI_API_KEY": "mine"], mode: .once)) == "mine")
    }
}
