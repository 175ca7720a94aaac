// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSummarizer

struct SummaryWordsTests {
    @Test(arguments: [
        ("Please SUMMARIZE this", true), ("tl;dr", true), ("TL\u{37E}DR", true), ("the gist", true),
        ("Re\u{301}sume\u{301}", true),
        ("\u{E9} sum up", true), ("summar\u{301}", false), ("summa ry", false), ("assume it", false), ("", false),
        (String(repeating: "a", count: 600) + "recap" + String(repeating: "a", count: 200), false),
        (String(repeating: "a", count: 600) + "recap" + String(repeating: "a", count: 190), true),
        (String(repeating: "\u{E9}", count: 597) + "recap" + String(repeating: "\r\n", count: 300), false),
    ])
    func `words that ask for a summary count as whole characters near the ends of a text`(text: String, asks: Bool) {
        #expect(SummaryWords.stand(in: text) == asks)
        #expect(CharacterwisePrompt.asksForSummary(text) == asks)
    }

    @Test func `the search by bytes agrees with one by characters`() {
        var texts = RandomText(seed: 3)
        for _ in 0..<1000 {
            let text = texts.next()
            #expect(
                SummaryWords.stand(in: text) == CharacterwisePrompt.asksForSummary(text),
                "\(text.debugDescription)"
            )
        }
    }
}
