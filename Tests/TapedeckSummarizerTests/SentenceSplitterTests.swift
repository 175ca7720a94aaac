// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSummarizer

struct SentenceSplitterTests {
    @Test(arguments: [
        ("One. Two! Three?", ["One", "Two", "Three"]),
        ("Mr. Smith pays 3.5 % now", ["Mr. Smith pays 3.5 % now"]),
        ("off (maybe) – on; again", ["off", "maybe", "on", "again"]),
        ("see you 😂 there :D", ["see you", "there :D"]),
        ("<file_photo> :)", []),
        ("", []),
    ])
    func `sentences end at marks, brackets, dashes and pictures, not within abbreviations and numbers`(
        text: String,
        sentences: [String]
    ) {
        #expect(SentenceSplitter.sentences(text).map(\.text) == sentences)
    }

    @Test func `a sentence with a question mark among its closing marks is a question`() {
        #expect(SentenceSplitter.sentences("Really?! Yes. What!?").map(\.isQuestion) == [true, false, true])
    }

    @Test func `text beyond the limit is not read`() {
        let text = String(repeating: "a", count: SentenceSplitter.limit) + ". More"
        #expect(SentenceSplitter.sentences(text).count == 1)
    }
}
