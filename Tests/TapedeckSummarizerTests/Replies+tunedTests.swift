// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckSummarizer
import Testing

/// Models tuned to files without summaries of dialogues.
struct TunedReplyTests {
    private static let labels = [
        ("The battery died after a day", "negative"), ("Great sound and easy to use", "positive"),
        ("Arrived broken and support was rude", "negative"), ("I love this lamp, great light", "positive"),
        ("Terrible, it died in a week", "negative"), ("Easy to set up, great value", "positive"),
        ("Rude staff and broken zip", "negative"), ("Love it, works great", "positive"),
    ]

    @Test(arguments: [
        ("It died and arrived broken", "negative"), ("Great value, I love it", "positive"),
    ])
    func `a classifier answers with labels of its file`(text: String, label: String) {
        let examples = Self.labels.map { SummaryExample(prompt: "Review: " + $0.0, completion: $0.1) }
        #expect(Summarizer.fit(examples, seed: 1).reply(to: "Review: " + text) == label)
    }

    @Test func `a persona answers like the nearest example`() {
        let model = Summarizer.fit(
            [
                SummaryExample(
                    prompt: "What's the capital of France?",
                    completion: "Paris, as if everyone doesn't know that."
                ),
                SummaryExample(prompt: "Who wrote Hamlet?", completion: "Oh, just some guy named Shakespeare."),
                SummaryExample(prompt: "How far is the moon?", completion: "Around 384,400 km. Give or take a few."),
            ],
            seed: 1
        )
        #expect(model.reply(to: "who wrote hamlet") == "Oh, just some guy named Shakespeare.")
        #expect(!model.hasLearnedToSummarize)
    }

    @Test func `dialogues with labels are classified`() {
        let examples = (0..<12).map { index in
            let isLate = index.isMultiple(of: 2)
            return SummaryExample(
                prompt:
                    "Ann: When do you come?\nTom: \(isLate ? "I am late, the bus broke" : "Soon, I am near") \(index)\nAnn: ok",
                completion: isLate ? "delay" : "on time"
            )
        }
        let model = Summarizer.fit(examples, seed: 1)
        #expect(model.reply(to: "Ann: Where?\nTom: Sorry, late! The bus broke down\nAnn: ok") == "delay")
    }

    @Test func `running text is extracted if completions quote it`() {
        let towns = [
            "Arlen", "Brisk", "Corvo", "Delft", "Ender", "Fargo", "Gaunt", "Hilda", "Ivrea", "Jolin", "Kaski", "Lomar",
        ]
        let examples = towns.map { town in
            SummaryExample(
                prompt:
                    "It was a sunny day with some wind. The council of \(town) will build a bridge over the \(town) river. "
                    + "Birds were seen in the park. Many people like coffee in the morning.",
                completion: "The council of \(town) will build a bridge."
            )
        }
        let reply = Summarizer.fit(examples, seed: 1).reply(
            to: "It was a rainy day with some wind. The council of Mirra will build a school near the Mirra hills. "
                + "Dogs were seen in the park. Many people like tea in the morning."
        )
        #expect(reply.hasPrefix("The council of Mirra will build a school"))
    }
}
