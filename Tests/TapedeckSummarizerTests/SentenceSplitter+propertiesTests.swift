// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSummarizer

struct SentenceSplitterPropertiesTests {
    @Test func `sentences are those that Swift's own characters give`() {
        var texts = RandomText(seed: 1)
        for _ in 0..<1000 {
            let text = texts.next()
            let found = SentenceSplitter.sentences(text), expected = CharacterwiseSplitter.sentences(text)
            #expect(found.map(\.text) == expected.map(\.text), "\(text.debugDescription)")
            #expect(found.map(\.words) == expected.map(\.words), "\(text.debugDescription)")
            #expect(found.map(\.isQuestion) == expected.map(\.isQuestion), "\(text.debugDescription)")
        }
    }

    @Test func `a long text of combined characters ends where Swift's own characters end it`() {
        let text = String(repeating: "e\u{301}\u{1F602} a. ", count: 2000)
        #expect(SentenceSplitter.sentences(text).map(\.text) == CharacterwiseSplitter.sentences(text).map(\.text))
    }
}
