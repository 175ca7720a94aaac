// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckSummarizer
import Testing

struct SummarizationPromptTests {
    private static let dialogue = "Ana: Did you feed the cat?\nTom: Not yet.\nAna: Please do it before six."

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let prompt: String
        var instructions = ""
    }

    @Test(arguments: [
        Case(testDescription: "bare turns", prompt: dialogue),
        Case(testDescription: "an instruction before", prompt: "Summarize the following conversation.\n\n" + dialogue),
        Case(testDescription: "a marker on its own line", prompt: "Summarize this.\n\nDialogue:\n" + dialogue),
        Case(testDescription: "a marker before the first turn", prompt: "Please summarize.\nDialog: " + dialogue),
        Case(testDescription: "a closing marker", prompt: "Summarize:\n\n" + dialogue + "\n\nSummary:"),
        Case(testDescription: "an instruction after", prompt: dialogue + "\n\nSummarize the above in one sentence."),
        Case(testDescription: "a system message", prompt: dialogue, instructions: "You summarize chats."),
        Case(
            testDescription: "carriage returns",
            prompt: "Summarize.\r\n\r\nAna: Did you feed the cat?\r\nTom: Not yet.\r\nAna: Please do it before six."
        ),
    ])
    func `finds the dialogue`(_ row: Case) throws {
        let prompt = try #require(SummarizationPrompt(row.prompt, instructions: row.instructions))
        let turns = prompt.dialogue.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }
        #expect(turns.joined(separator: "\n") == Self.dialogue)
    }

    @Test(arguments: [
        "", "What is the capital of France?", "Summarize: The council met on Monday and voted for a new bridge.",
        "Name: Tom\nAge: 12", "Translate to German:\nGood morning", "https://example.org/a: b",
        "Classify the sentiment: I love it!\nOptions: positive, negative",
    ])
    func `leaves other prompts alone`(_ prompt: String) {
        #expect(SummarizationPrompt(prompt) == nil)
    }
}
