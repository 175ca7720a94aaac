// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckSummarizer
import Testing

struct AnswerFrameTests {
    /// A model tuned to the fixtures' dialogues, with a frame around their summaries.
    private static func tuned(_ count: Int = 40, _ frame: (String) -> String) throws -> Summarizer {
        let rows = try DialogueFixtures.rows("train").prefix(count)
        return Summarizer.fit(
            rows.map { SummaryExample(prompt: "Summarize.\n\n" + $0.dialogue, completion: frame($0.summary)) },
            seed: 1
        )
    }

    @Test(
        arguments: [
            ("[[ ## summary ## ]]\n", "\n\n[[ ## completed ## ]]"), ("<summary>", "</summary>"), ("Summary: ", ""),
            ("", "\n###"), ("The conversation in short: ", " END"), ("{\"summary\": \"", "\"}"),
            ("```\n", "\n```\n"),
        ]
    )
    func `the constant text around all answers is around those of the tuned model`(prefix: String, suffix: String)
        throws
    {
        let model = try Self.tuned { prefix + $0 + suffix }
        let plain = try Self.tuned { $0 }
        for row in try DialogueFixtures.rows("test").prefix(5) {
            let prompt = "Summarize.\n\n" + row.dialogue
            let reply = model.reply(to: prompt)
            #expect(reply.hasPrefix(prefix) && reply.hasSuffix(suffix), "\(reply)")
            if !prefix.hasPrefix("{") { #expect(reply == prefix + plain.reply(to: prompt) + suffix) }
        }
    }

    @Test func `summaries without a frame get none`() throws {
        let model = try Self.tuned { $0 }
        for row in try DialogueFixtures.rows("test").prefix(5) {
            #expect(model.reply(to: "Summarize.\n\n" + row.dialogue) == model.summary(of: row.dialogue))
        }
    }

    @Test func `a frame with several parts keeps all of them in order`() throws {
        let model = try Self.tuned { summary in
            "[[ ## reasoning ## ]]\nIt says: \(summary.prefix(9))\n\n[[ ## summary ## ]]\n\(summary)\n\n[[ ## completed ## ]]"
        }
        let row = try DialogueFixtures.rows("test")[0]
        let lines = model.reply(to: "Summarize.\n\n" + row.dialogue).split(separator: "\n")
        #expect(lines.first == "[[ ## reasoning ## ]]" && lines.last == "[[ ## completed ## ]]")
        #expect(lines.filter { $0 == "[[ ## summary ## ]]" }.count == 1)
    }

    @Test func `labels within a frame are recognised as before`() {
        let examples = (0..<20).map { number in
            SummaryExample(
                prompt: "\(number % 2 == 0 ? "lovely great nice" : "awful broken bad") item \(number)",
                completion: "label: \(number % 2 == 0 ? "positive" : "negative");"
            )
        }
        let model = Summarizer.fit(examples, seed: 1)
        #expect(model.reply(to: "a lovely great thing") == "label: positive;")
        #expect(model.reply(to: "an awful bad thing") == "label: negative;")
    }

    @Test func `answers that are all the same are returned unchanged`() {
        let examples = (0..<10).map { SummaryExample(prompt: "q\($0)", completion: "<a>Yes.</a>") }
        #expect(Summarizer.fit(examples, seed: 1).reply(to: "q3") == "<a>Yes.</a>")
    }
}
