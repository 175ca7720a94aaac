// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckSummarizer
import Testing

struct SummarizerTests {
    private static let tuned = Result {
        try Summarizer.fit(DialogueFixtures.examples(DialogueFixtures.rows("train")), seed: 1)
    }

    @Test func `the same examples and seed give the same texts`() throws {
        let rows = try DialogueFixtures.rows("train").prefix(25)
        let examples = DialogueFixtures.examples(Array(rows))
        let first = Summarizer.fit(examples, seed: 7), second = Summarizer.fit(examples, seed: 7)
        for row in try DialogueFixtures.rows("test") {
            #expect(first.summary(of: row.dialogue) == second.summary(of: row.dialogue))
        }
    }

    @Test func `summaries are sentences about the people`() throws {
        for model in [.base, try Self.tuned.get()] {
            for row in try DialogueFixtures.rows("test") {
                let summary = model.summary(of: row.dialogue)
                #expect(summary.first?.isUppercase == true || summary.first?.isNumber == true, "\(summary)")
                #expect(summary.hasSuffix(".") || summary.hasSuffix("?") || summary.hasSuffix("\""), "\(summary)")
                #expect(!summary.contains("  ") && !summary.contains(" ,"), "\(summary)")
                #expect(summary.split(separator: " ").count >= 3, "\(summary)")
            }
        }
    }

    @Test func `a tuned model names the speakers in the third person`() throws {
        let model = try Self.tuned.get()
        for row in try DialogueFixtures.rows("test") {
            let summary = model.summary(of: row.dialogue)
            guard !summary.contains("\"") else { continue }
            let words = summary.lowercased().split { !$0.isLetter && $0 != "'" }
            #expect(!words.contains { ["i", "my", "me", "you", "your"].contains($0) }, "\(summary)")
        }
    }

    @Test(arguments: [
        "", " ", "\n\n", ":", "::::", "😂😂😂", "Tom:", "Tom: 😂\nAnn: 👍", "no turns at all", "a: b",
        "שלום: מה שלומך?\nדנה: הכל טוב",
        "Anna: Kommst du heute?\nBen: Nein, ich bin krank.", "李雷: 你好吗？\n韩梅梅: 我很好。", "Tom: I", "Tom: Do you\nAnn: yes",
        "Tom: What\nAnn: What?", "Tom: don't\nAnn: let's", "Tom: and, but, so,\nAnn: ,,,", "\u{0}\u{FEFF}: \u{202E}x",
        "Tom: is\nTom: is not",
    ])
    func `odd dialogues get some text`(_ dialogue: String) throws {
        for model in [.base, try Self.tuned.get()] {
            #expect(!model.summary(of: dialogue).isEmpty)
            #expect(!model.reply(to: dialogue).isEmpty)
            #expect(!model.reply(to: "Summarize the dialogue:\n" + dialogue).isEmpty)
        }
    }

    @Test func `very long dialogues and lines are read in part`() throws {
        let line = "Tom: " + String(repeating: "I will come tomorrow and bring the cake. ", count: 25_000)
        let lines = (0..<20_000).map { "\($0.isMultiple(of: 2) ? "Tom" : "Ann"): I will come on day \($0)" }
        for model in [.base, try Self.tuned.get()] {
            #expect(model.summary(of: line).count < 1000)
            #expect(model.summary(of: lines.joined(separator: "\n")).count < 1000)
        }
    }

    @Test func `other choices give other summaries, and the first is always the best`() throws {
        let model = try Self.tuned.get()
        let row = try #require(DialogueFixtures.rows("test").first)
        let several = (0..<6).map { model.summary(of: row.dialogue, sampling: Sampling(choice: $0, seed: 4)) }
        #expect(Set(several).count > 1)
        #expect(several[0] == model.summary(of: row.dialogue))
        #expect(model.summary(of: row.dialogue, sampling: Sampling(choice: 3, temperature: 0)) == several[0])
    }

    @Test func `a summary is found in the prompt that asks for it`() throws {
        let model = try Self.tuned.get()
        let row = try #require(DialogueFixtures.rows("test").last)
        let asked = model.reply(to: row.dialogue, instructions: "Summarize the user's conversation.")
        #expect(asked == model.summary(of: row.dialogue))
    }

    @Test func `a dialogue of random words gets a sentence`() throws {
        let words = """
            I you we do not did don't can't is are was will have what who where when why how to with for the my your let's \
            and but so because if yes no hey Tom, Ann thanks happy birthday come go bring think guess left on at 8 and 12 \
            ? ! . , ... 's n't you're :) of both about any going want see it that he she they Mrs. 10.30 lol <file> "so"
            """.split(separator: " ")
        let model = try Self.tuned.get()
        var state: UInt64 = 42
        func draw(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(count))
        }
        for _ in 0..<120 {
            let lines = (0..<(1 + draw(6))).map { _ in
                ["Tom", "Ann", "Mrs Lee"][draw(3)] + ": "
                    + (0..<draw(9)).map { _ in String(words[draw(words.count)]) }.joined(separator: " ")
            }
            let dialogue = lines.joined(separator: "\n")
            for summary in [model.summary(of: dialogue), Summarizer.base.summary(of: dialogue)] {
                #expect(summary.last.map { ".?!\"".contains($0) } == true, "\(dialogue) gave \(summary)")
            }
        }
    }
}
