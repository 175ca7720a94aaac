// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels
import TapedeckTokens
import Testing

@testable import TapedeckSimulator

@Suite struct TextChoiceTests {
    private let encoding = TokenEncoding.cl100kBase

    private func choice(_ text: String, prompt: String, _ more: JSONValue = [:], limit: Int = .max) throws -> TextChoice
    {
        guard case .object(let members) = more else { preconditionFailure("The request is an object") }
        let body = JSONValue.object([JSONMember(name: "model", value: "davinci-002")] + members)
        let request = try TextCompletionRequest(parsing: Array(body.text().utf8)[...])
        let prompts = try TextPrompt.list(.texts([prompt]), encoding)
        let content = TokenizedText(text, limit: limit, encoding: encoding)
        return TextChoice(content, prompt: prompts[0], request, encoding)
    }

    @Test func `offsets count characters from the start of the prompt`() throws {
        let logprobs = try choice(" red and blue", prompt: "The colours are:", ["logprobs": 1]).document(index: 0)[
            "logprobs"
        ]
        #expect(logprobs?["tokens"]?.text() == #"[" red"," and"," blue"]"#)
        #expect(logprobs?["text_offset"]?.text() == "[16,20,24]")
        #expect(logprobs?["token_logprobs"]?.elements?.count == 3)
    }

    @Test func `an echo has no probability for its first token`() throws {
        let document = try choice(" b", prompt: "a", ["echo": true, "logprobs": 2]).document(index: 0)
        #expect(document["text"]?.string == "a b")
        let logprobs = document["logprobs"]
        #expect(
            logprobs?["token_logprobs"]?.elements?.first == .null && logprobs?["top_logprobs"]?.elements?.first == .null
        )
        #expect(logprobs?["text_offset"]?.text() == "[0,1]")
    }

    @Test func `tokens inside a character show their bytes and share its place`() throws {
        let logprobs = try choice("🦩!", prompt: "é", ["logprobs": 0]).document(index: 0)["logprobs"]
        let tokens = logprobs?["tokens"]?.elements?.compactMap(\.string) ?? []
        #expect(tokens.count > 2 && tokens[0].hasPrefix(#"bytes:\x"#) && tokens.last == "!")
        let offsets = logprobs?["text_offset"]?.elements?.compactMap(\.integer) ?? []
        #expect(offsets.dropLast().allSatisfy { $0 == 1 } && offsets.last == 2)
    }

    @Test func `a truncated text ends its stream with the last token, another with an empty event`() throws {
        let cut = try choice("one two three", prompt: "p", limit: 2).events(index: 1, encoding)
        #expect(cut.map { $0["finish_reason"]?.string } == [nil, "length"])
        let whole = try choice("one two", prompt: "p", ["logprobs": 1]).events(index: 0, encoding)
        #expect(whole.map { $0["text"]?.string } == ["one", " two", ""])
        #expect(whole.last?["finish_reason"]?.string == "stop")
        #expect(
            whole.last?["logprobs"]?.text() == #"{"tokens":[],"token_logprobs":[],"top_logprobs":[],"text_offset":[]}"#
        )
    }
}
