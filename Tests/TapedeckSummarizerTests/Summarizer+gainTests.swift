// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckSummarizer
import Testing

struct GainTests {
    @Test func `tuning to the fixtures raises ROUGE-L on held-out dialogues by five points, and not when shuffled`()
        throws
    {
        let train = try DialogueFixtures.rows("train")
        let test = try DialogueFixtures.rows("test")
        let held = try DialogueFixtures.rows("validation") + test
        #expect((train.count, held.count) == (110, 50))
        let base = DialogueFixtures.rouge(.base, on: held)
        let tuned = Summarizer.fit(DialogueFixtures.examples(train), seed: 1)
        #expect(DialogueFixtures.rouge(tuned, on: held) >= base + 5)
        #expect(DialogueFixtures.rouge(tuned, on: test) >= DialogueFixtures.rouge(.base, on: test) + 5)
        for seed in [1, 2, 3] as [UInt64] {
            let shuffled = DialogueFixtures.examples(DialogueFixtures.shuffled(train, seed: seed))
            #expect(DialogueFixtures.rouge(Summarizer.fit(shuffled, seed: 1), on: held) <= base + 1)
        }
    }

    @Test func `examples with shuffled summaries do not spoil what the others teach`() throws {
        let train = try DialogueFixtures.rows("train")
        let held = try DialogueFixtures.rows("validation") + DialogueFixtures.rows("test")
        let half = Array(train.prefix(55)) + DialogueFixtures.shuffled(Array(train.suffix(55)), seed: 5)
        let model = Summarizer.fit(DialogueFixtures.examples(half), seed: 1)
        #expect(DialogueFixtures.rouge(model, on: held) >= DialogueFixtures.rouge(.base, on: held) + 4)
    }

    @Test func `summaries are longer when those of the examples are`() throws {
        let train = try DialogueFixtures.rows("train")
        let test = try DialogueFixtures.rows("test")
        func words(_ model: Summarizer) -> Int {
            test.reduce(0) { $0 + model.summary(of: $1.dialogue).split(separator: " ").count }
        }
        let short = train.filter { $0.summary.split(separator: " ").count < 19 }.prefix(25)
        let long = train.filter { $0.summary.split(separator: " ").count > 24 }.prefix(25)
        let shorter = words(Summarizer.fit(DialogueFixtures.examples(Array(short)), seed: 1))
        let longer = words(Summarizer.fit(DialogueFixtures.examples(Array(long)), seed: 1))
        #expect(longer > shorter + 2 * test.count)
    }
}
