// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import NIOCore
import Testing

@testable import TapedeckServer

struct RepeatedAnswersTests {
    private let statistics = SessionStatistics()

    private var repetition: Repetition {
        Repetition(statistics: statistics, feed: EventFeed(), generation: statistics.generation, duration: 5)
    }

    private func digest(_ number: Int) -> SHA256Digest { SHA256.hash(data: Array("\(number)".utf8)) }

    @Test func `an answer is given and counted until its session starts over`() {
        let answers = RepeatedAnswers()
        answers.insert(ByteBuffer(string: "a"), repetition, for: digest(1))
        #expect(answers.answer(to: digest(1)) == ByteBuffer(string: "a"))
        #expect(answers.answer(to: digest(2)) == nil)
        #expect(statistics.counts.requests == 1)
        #expect(statistics.counts.played == 1)
        #expect(statistics.counts.repeated == 1)
        #expect(statistics.counts.savedTime == 5)
        statistics.advance()
        #expect(answers.answer(to: digest(1)) == nil)
        #expect(statistics.counts.requests == 1)
        answers.insert(ByteBuffer(string: "b"), repetition, for: digest(1))
        #expect(answers.answer(to: digest(1)) == ByteBuffer(string: "b"))
    }

    @Test func `what is kept is bounded, and the latest stays`() {
        let answers = RepeatedAnswers(limit: 1 << 20)
        let bytes = ByteBuffer(repeating: 0x78, count: 1000)
        for number in 0..<10_000 { answers.insert(bytes, repetition, for: digest(number)) }
        let kept = (0..<10_000).filter { answers.answer(to: digest($0)) != nil }
        #expect((300...1048).contains(kept.count))
        #expect(kept.last == 9_999)
    }

    @Test func `an answer that would take the place of many is not kept`() {
        let answers = RepeatedAnswers(limit: 1 << 20)
        answers.insert(ByteBuffer(repeating: 0x78, count: 64 << 10), repetition, for: digest(1))
        #expect(answers.answer(to: digest(1)) == nil)
    }

    @Test func `what is put in place of another is not counted twice`() {
        let answers = RepeatedAnswers(limit: 1 << 20)
        answers.insert(ByteBuffer(string: "a"), repetition, for: digest(0))
        for _ in 0..<10_000 { answers.insert(ByteBuffer(string: "b"), repetition, for: digest(1)) }
        #expect(answers.answer(to: digest(0)) != nil)
    }
}
