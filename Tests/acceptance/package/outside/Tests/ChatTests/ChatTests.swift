// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckTesting
import Testing
import XCTest

/// What a test of the repository changes from run to run.
private let environment = ProcessInfo.processInfo.environment
private let question = environment["QUESTION"] ?? "Who baked cookies?"
private let upstream = environment["UPSTREAM"]

@Suite(.cassettes(upstream: upstream))
struct ChatTests {
    private var chat: Chat { Chat(baseURL: Tapedeck.current.baseURL, key: Tapedeck.current.key) }

    @Test(.cassette("chat/cookies")) func answers() async throws {
        let answer = try await chat.answer(to: question)
        #expect(!answer.isEmpty)
    }

    @Test(arguments: ["en", "de"]) func languages(_ language: String) async throws {
        _ = try await chat.answer(to: "Answer in \(language).")
        #expect(try Tapedeck.current.report().counts.requests == 1)
    }

    @Test func scores() async throws {
        try await expectScores([question], ["Who baked the cookies?"], match: "scores")
    }
}

final class OldTests: XCTestCase {
    func testCookies() async throws {
        try await withCassette("old/cookies", upstream: upstream) { session in
            let chat = Chat(baseURL: session.baseURL, key: session.key)
            _ = try await chat.answer(to: question)
        }
    }
}
