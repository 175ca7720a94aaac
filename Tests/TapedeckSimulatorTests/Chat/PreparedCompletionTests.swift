// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTokens
import Testing

@testable import TapedeckSimulator

@Suite struct PreparedCompletionTests {
    @Test func `formats a response as the service does, to the byte`() throws {
        let completion = try ChatFixture.prepare(
            ChatFixture.body("What is the capital of France?"),
            model: "gpt-4o",
            text: "Paris."
        )
        guard case .bytes(let bytes) = completion.response(ChatFixture.stamp).body.content else {
            Issue.record("the answer is streamed")
            return
        }
        #expect(
            String(decoding: bytes, as: UTF8.self) == """
                {
                  "id": "chatcmpl-D0000000000000000000000000000",
                  "object": "chat.completion",
                  "created": 1767603600,
                  "model": "gpt-4o-2024-08-06",
                  "choices": [
                    {
                      "index": 0,
                      "message": {
                        "role": "assistant",
                        "content": "Paris.",
                        "refusal": null,
                        "annotations": []
                      },
                      "logprobs": null,
                      "finish_reason": "stop"
                    }
                  ],
                  "usage": {
                    "prompt_tokens": 14,
                    "completion_tokens": 2,
                    "total_tokens": 16,
                    "prompt_tokens_details": {
                      "cached_tokens": 0,
                      "audio_tokens": 0
                    },
                    "completion_tokens_details": {
                      "reasoning_tokens": 0,
                      "audio_tokens": 0,
                      "accepted_prediction_tokens": 0,
                      "rejected_prediction_tokens": 0
                    }
                  },
                  "service_tier": "default",
                  "system_fingerprint": "\(completion.fingerprint)"
                }

                """
        )
        #expect(completion.fingerprint.hasPrefix("fp_sim") && completion.fingerprint.utf8.count == 13)
    }

    @Test func `shows the rate limits in header fields`() throws {
        let fields = try ChatFixture.prepare(ChatFixture.body("Hello, world!")).response(ChatFixture.stamp).head
            .headerFields
        let values = fields.map { "\($0.name.canonicalName): \($0.value)" }
        #expect(
            values == [
                "x-ratelimit-limit-requests: 30000", "x-ratelimit-limit-tokens: 150000000",
                "x-ratelimit-remaining-requests: 29999", "x-ratelimit-remaining-tokens: 149999994",
                "x-ratelimit-reset-requests: 2ms", "x-ratelimit-reset-tokens: 0s", "content-type: application/json",
            ]
        )
    }

    /// Texts of recorded requests, with their recorded numbers of prompt tokens.
    @Test(arguments: [
        ("gpt-4o", "What is the capital of France?", 14), ("gpt-5", "What is the capital of France?", 13),
        ("gpt-4o-mini", "Hello, world!", 11), ("gpt-4o-mini", "4 + 6 = ?", 13),
        ("gpt-4o-mini", "Say `this is a test`.", 14), ("gpt-4o-mini", "Metadata test: Say 'Target completion'", 15),
    ])
    func `counts the tokens of a prompt exactly`(model: String, text: String, count: Int) throws {
        let completion = try ChatFixture.prepare(ChatFixture.body(text), model: model)
        #expect(completion.usage.promptTokens == count)
    }

    @Test(arguments: [1, 2, 7, 128])
    func `returns as many choices as requested, and counts all`(count: Int) throws {
        let completion = try ChatFixture.prepare(ChatFixture.body("Hello", ["n": .integer(count)]))
        let document = try ChatFixture.document(completion)
        let choices = try #require(document["choices"]?.elements)
        #expect(choices.map { $0["index"]?.integer } == (0..<count).map { $0 })
        let texts = choices.compactMap { $0["message"]?["content"]?.string }
        #expect(Set(texts).count == count)
        let tokens = texts.reduce(0) { $0 + TokenEncoding.o200kBase.count($1) }
        #expect(document["usage"]?["completion_tokens"]?.integer == tokens)
        #expect(document["usage"]?["total_tokens"]?.integer == tokens + completion.usage.promptTokens)
    }

    @Test func `ends before the first stop sequence`() throws {
        let text = "One, two; three. Four"
        let stopped = try ChatFixture.prepare(ChatFixture.body("Count", ["stop": [". ", ";"]]), text: text)
        let choice = try #require(stopped.choices.first)
        #expect(choice.content?.text == "One, two")
        #expect(choice.finishReason == .stop)
        #expect(choice.tokenCount == TokenEncoding.o200kBase.count("One, two"))
        let whole = try ChatFixture.prepare(ChatFixture.body("Count", ["stop": "five"]), text: text)
        #expect(whole.choices.first?.content?.text == text)
    }

    @Test(arguments: ["max_tokens", "max_completion_tokens"], [1, 3, 5])
    func `is truncated at the token limit`(name: String, limit: Int) throws {
        let text = "A rather long answer that goes on, and on, and on."
        let completion = try ChatFixture.prepare(ChatFixture.body("Go", [name: .integer(limit)]), text: text)
        let choice = try #require(completion.choices.first)
        #expect(choice.finishReason == .length)
        #expect(completion.usage.completionTokens == limit)
        let tokens = TokenEncoding.o200kBase.encode(text).prefix(limit)
        #expect(choice.content.map { Array($0.text.utf8) } == TokenEncoding.o200kBase.decode(tokens))
    }

    @Test func `never splits a character`() throws {
        for limit in 1...12 {
            let completion = try ChatFixture.prepare(
                ChatFixture.body("Go", ["max_tokens": .integer(limit)]),
                text: "🧵🪡𓀀𓁐🫧 👩‍👩‍👧‍👦"
            )
            let text = try #require(completion.choices.first?.content?.text)
            #expect("🧵🪡𓀀𓁐🫧 👩‍👩‍👧‍👦".utf8.starts(with: text.utf8))
        }
    }

    @Test func `counts the reasoning of a reasoning model within the limit`() throws {
        let body = ChatFixture.body("Go", ["max_completion_tokens": 70])
        let completion = try ChatFixture.prepare(body, model: "gpt-5", text: "A short answer of more than six tokens.")
        #expect(completion.usage.reasoningTokens == 64)
        #expect(completion.usage.completionTokens == 70)
        #expect(completion.choices.first?.finishReason == .length)
        let choice = try ChatFixture.document(completion)["choices"]?[0]
        #expect(choice?.names == ["index", "message", "finish_reason"])
    }

    @Test func `gives probabilities that add up to no more than one`() throws {
        let completion = try ChatFixture.prepare(
            ChatFixture.body("Go", ["logprobs": true, "top_logprobs": 20]),
            text: "Well, naïve 🧵 answers."
        )
        let bytes = try ChatFixture.document(completion).text()
        #expect(!bytes.contains("e-"))
        let entries = try #require(completion.choices.first?.logprobs)
        #expect(entries.count == completion.choices.first?.content?.tokens.count)
        var all: [UInt8] = []
        for entry in entries {
            #expect(entry.names == ["token", "logprob", "bytes", "top_logprobs"])
            let top = try #require(entry["top_logprobs"]?.elements)
            #expect(top.count == 20)
            #expect(top.first?["token"] == entry["token"])
            let logarithms = top.compactMap { value -> Double? in
                if case .number(let number)? = value["logprob"] { number.value } else { nil }
            }
            #expect(logarithms == logarithms.sorted(by: >))
            #expect(logarithms.allSatisfy { $0 < 0 })
            all += (entry["bytes"]?.elements ?? []).compactMap { $0.integer.map(UInt8.init) }
        }
        #expect(String(decoding: all, as: UTF8.self) == "Well, naïve 🧵 answers.")
    }

    @Test func `names attachments it did not read`() throws {
        let body = ChatFixture.body(
            "",
            [
                "messages": [
                    [
                        "role": "user",
                        "content": [
                            ["type": "text", "text": "What is this?"],
                            [
                                "type": "image_url",
                                "image_url": ["url": "https://example.com/cat.png", "detail": "low"],
                            ],
                        ],
                    ]
                ]
            ]
        )
        let completion = try ChatFixture.prepare(body, text: "A cat.")
        #expect(completion.choices.first?.content?.text.hasPrefix("I cannot look at the attached image") == true)
        #expect(completion.usage.promptTokens == 3 + 4 + TokenEncoding.o200kBase.count("What is this?") + 85)
    }

    @Test func `answers the same request alike, and by seed at a temperature`() throws {
        func text(_ members: [String: JSONValue]) throws -> String? {
            try ChatFixture.prepare(ChatFixture.body("Hello", members)).choices.first?.content?.text
        }
        #expect(try text([:]) == "Reply 0 to Hello.")
        #expect(try text(["temperature": 0, "seed": 12]) == "Reply 0 to Hello.")
        #expect(try text(["temperature": 1, "seed": 12]) == "Reply 12 to Hello.")
        #expect(try text(["temperature": 1]) == text(["temperature": 1, "user": "someone"]))
    }

    @Test func `counts a prediction's tokens as accepted or rejected`() throws {
        let prediction: JSONValue = ["type": "content", "content": "One two four"]
        let completion = try ChatFixture.prepare(
            ChatFixture.body("Go", ["prediction": prediction]),
            text: "One two three"
        )
        #expect(completion.usage.acceptedPredictionTokens == 2)
        #expect(completion.usage.rejectedPredictionTokens == 1)
        #expect(completion.usage.completionTokens == 4)
    }

    @Test(arguments: ["text", "json_object"])
    func `reads a prompt of a megabyte in reasonable time`(format: String) throws {
        let text = String(repeating: "Anna: Let us meet at 5 in Rome, not json.\n", count: 25_000)
        let clock = ContinuousClock()
        let duration = try clock.measure {
            let body = ChatFixture.body(text, ["response_format": ["type": .string(format)]])
            let completion = try ChatFixture.prepare(body, model: "gpt-4.1", text: "Fine.")
            #expect(completion.usage.promptTokens > 250_000)
        }
        // Twice the text in four times the time would show here, even in a debug build on a busy machine.
        #expect(duration < .seconds(60))
    }

    @Test func `answers a repeated request without doing the work again`() throws {
        let completion = try ChatFixture.prepare(ChatFixture.body("Hello"))
        var stamp = ChatFixture.stamp
        let clock = ContinuousClock()
        var count = 0
        let duration = clock.measure {
            for _ in 0..<2000 {
                _ = stamp.identifiers.padding(1)
                count += completion.response(stamp).body.length ?? 0
            }
        }
        #expect(count > 0)
        // A debug build is some twenty times slower than the one that serves.
        #expect(duration < .seconds(2))
    }
}
