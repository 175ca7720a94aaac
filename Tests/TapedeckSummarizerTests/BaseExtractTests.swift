// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckSummarizer
import Testing

struct BaseExtractTests {
    @Test(arguments: [
        ("Say this is a test", "This is a test."),
        ("Classify the sentiment as positive, negative or neutral.\nText: What a negative experience", "negative"),
        ("Choose one of: red, green, blue.", "red"),
        ("Hello!", "Hello! How can I help?"),
        ("", "There is no text to answer."),
        ("What is 2+2?", "You asked: \"What is 2+2?\" This simulated model has no knowledge to answer from."),
    ])
    func `answers briefly and claims no knowledge`(prompt: String, reply: String) {
        #expect(Summarizer.base.reply(to: prompt) == reply)
    }

    @Test func `cites the most central sentences of a dialogue in their order`() {
        let summary = Summarizer.base.summary(
            of: "Ann: Hi!\nTom: Hello\nAnn: The boat trip on Sunday is off, the boat has a leak.\n"
                + "Tom: Oh no\nTom: Can we repair the leak before Sunday?\nAnn: lol\nTom: hm"
        )
        #expect(
            summary == "Ann says, \"The boat trip on Sunday is off, the boat has a leak.\" "
                + "Tom asks, \"Can we repair the leak before Sunday?\""
        )
    }

    @Test func `extracts from running text`() {
        let reply = Summarizer.base.reply(
            to: "Summarize this article.\n\nThe old bridge will close in May. It rained. "
                + "Traffic over the old bridge will use the ferry until the new bridge opens."
        )
        #expect(reply.contains("bridge"))
        #expect(reply.hasSuffix("."))
    }
}
