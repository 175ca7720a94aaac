// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSummarizer

struct SummarizationPromptPropertiesTests {
    @Test func `the dialogue in a prompt is the one that Swift's own characters give`() {
        var texts = RandomText(seed: 2)
        var count = 0
        for _ in 0..<1000 {
            let prompt = texts.next(), instructions = texts.pick(["", "You summarize.", "R\u{E9}sume !"])
            let found = SummarizationPrompt(prompt, instructions: instructions)
            let expected = CharacterwisePrompt(prompt, instructions: instructions)
            count += found == nil ? 0 : 1
            #expect(found?.dialogue == expected?.dialogue, "\(prompt.debugDescription)")
            #expect(found?.parsed.speakers == expected?.speakers, "\(prompt.debugDescription)")
            let sentences = found?.parsed.turns.map { $0.sentences.map(\.text) }
            #expect(sentences == expected?.turns.map { $0.sentences.map(\.text) }, "\(prompt.debugDescription)")
        }
        // Enough prompts have a dialogue.
        #expect(count > 100)
    }
}
