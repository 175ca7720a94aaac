// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckTokens
import Testing

@Suite struct OpenAIModelTests {
    @Test(arguments: [
        ("gpt-4o", "gpt-4o-2024-08-06"), ("gpt-4o-mini", "gpt-4o-mini-2024-07-18"), ("gpt-4.1", "gpt-4.1-2025-04-14"),
        ("gpt-3.5-turbo", "gpt-3.5-turbo-0125"), ("gpt-3.5-turbo-1106", "gpt-3.5-turbo-1106"),
        ("ft:gpt-4o-mini-2024-07-18:acme::abc12345", "gpt-4o-mini-2024-07-18"), ("davinci-002", "davinci-002"),
    ])
    func `aliases and fine-tuned models have a dated base`(name: String, snapshot: String) {
        #expect(OpenAIModel.tunable(name)?.id == snapshot)
    }

    @Test(arguments: ["", "ft:", "gpt-5", "gpt-4o-2024-05-13", "text-embedding-3-small", "ft:gpt-5:acme::a", "gpt-9"])
    func `other models cannot be tuned`(name: String) {
        #expect(OpenAIModel.tunable(name) == nil)
    }

    @Test func `an alias stands for a model of the catalogue`() throws {
        for model in OpenAIModel.all {
            let snapshot = try #require(OpenAIModel.named(model.snapshot))
            #expect(snapshot.snapshot == snapshot.id && snapshot.encoding === model.encoding, "\(model.id)")
        }
        #expect(OpenAIModel.named("gpt-4o-mini")?.snapshot == "gpt-4o-mini-2024-07-18")
        #expect(OpenAIModel.named("ft:gpt-4o-mini:a::b") == nil)
    }

    @Test func `each model is listed once, with a kind, an owner and a day`() {
        #expect(Set(OpenAIModel.all.map(\.id)).count == OpenAIModel.all.count)
        for model in OpenAIModel.all {
            #expect(["system", "openai", "openai-internal"].contains(model.owner), "\(model.id)")
            if let day = model.shutdownDate { #expect(day.count == 10 && day >= "2026", "\(model.id)") }
        }
        let kinds = Dictionary(grouping: OpenAIModel.all, by: \.kind)
        for kind in [
            OpenAIModel.Kind.chat, .responses, .completion, .embedding, .moderation, .speech, .transcription, .image,
            .video, .realtime,
        ] { #expect(kinds[kind]?.isEmpty == false) }
    }

    @Test func `old models have another name in responses`() {
        #expect(OpenAIModel.named("davinci-002")?.servedName == "davinci:2023-07-21-v2")
        #expect(OpenAIModel.named("text-embedding-ada-002")?.servedName == "text-embedding-ada-002-v2")
        #expect(OpenAIModel.named("gpt-4o")?.servedName == "gpt-4o-2024-08-06")
    }

    @Test func `models tuned from the first bases live longer than these`() {
        let babbage = OpenAIModel.named("babbage-002")
        #expect(babbage?.shutdownDate == "2026-09-28" && babbage?.tunedShutdownDate == "2026-10-23")
        #expect(OpenAIModel.named("gpt-4o")?.tunedShutdownDate == "2027-01-14")
    }

    @Test func `each method has its models`() throws {
        #expect(try #require(OpenAIModel.tunable("gpt-4o")).tuningMethods.contains(.dpo))
        #expect(!(try #require(OpenAIModel.tunable("gpt-3.5-turbo")).tuningMethods.contains(.dpo)))
        #expect(
            OpenAIModel.all.filter { $0.tuningMethods.contains(.reinforcement) }.map(\.id) == ["o4-mini-2025-04-16"]
        )
    }

    @Test func `each model has its limit of a training example`() throws {
        #expect(try #require(OpenAIModel.tunable("gpt-3.5-turbo")).exampleLimit == 16_385)
        #expect(try #require(OpenAIModel.tunable("gpt-3.5-turbo-0613")).exampleLimit == 4096)
        #expect(try #require(OpenAIModel.tunable("gpt-4o-mini")).exampleLimit == 65_536)
        #expect(try #require(OpenAIModel.tunable("babbage-002")).exampleLimit == 16_384)
    }

    @Test(arguments: [
        "gpt-4o", "gpt-4o-mini-2024-07-18", "gpt-4o-2024-05-13", "gpt-4.1", "gpt-4.1-nano-2025-04-14", "gpt-5",
        "gpt-5.4-mini", "gpt-6-astra", "gpt-6.2-sol", "chatgpt-4o-latest", "o1", "o1-mini", "o3-mini-2025-01-31",
        "o4-mini",
    ])
    func `later models have o200k_base`(model: String) {
        #expect(OpenAIModel.named(model)?.encoding.name == "o200k_base")
    }

    @Test(arguments: [
        "gpt-4", "gpt-4-0613", "gpt-4-turbo", "gpt-3.5-turbo", "gpt-3.5-turbo-0125", "text-embedding-3-small",
        "text-embedding-3-large", "text-embedding-ada-002", "babbage-002", "davinci-002",
    ])
    func `earlier models and embeddings have cl100k_base`(model: String) {
        #expect(OpenAIModel.named(model)?.encoding.name == "cl100k_base")
    }

    @Test(arguments: [
        "", "ft:", "ft:ft:gpt-4o", "gpt-42", "gpt-4omega", "o12", "text-davinci-003", "llama-3", "GPT-4o",
    ])
    func `unknown models are not in the catalogue`(model: String) {
        #expect(OpenAIModel.named(model) == nil && OpenAIModel.tunable(model) == nil)
    }

    @Test(arguments: [
        "o4-mini", "o1-pro", "gpt-5-mini", "ft:o4-mini-2025-04-16:acme::x", "gpt-6-sol", "gpt-7", "ft:o9:acme::x",
    ])
    func `later generations reason, those outside the catalogue too`(model: String) {
        #expect(OpenAIModel.isReasoning(model))
    }

    @Test(arguments: ["gpt-4.1", "openchat", "gpt-4.9", "gpt-5-chat-latest", "ft:gpt-4o-mini:acme::x", "", "ft:"])
    func `other models do not`(model: String) {
        #expect(!OpenAIModel.isReasoning(model))
    }
}
