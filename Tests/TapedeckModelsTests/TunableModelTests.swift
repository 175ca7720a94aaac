// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckTokens
import Testing

@Suite struct TunableModelTests {
    @Test(arguments: [
        ("gpt-4o", "gpt-4o-2024-08-06"), ("gpt-4o-mini", "gpt-4o-mini-2024-07-18"), ("gpt-4.1", "gpt-4.1-2025-04-14"),
        ("gpt-3.5-turbo", "gpt-3.5-turbo-0125"), ("gpt-3.5-turbo-1106", "gpt-3.5-turbo-1106"),
        ("ft:gpt-4o-mini-2024-07-18:acme::abc12345", "gpt-4o-mini-2024-07-18"), ("davinci-002", "davinci-002"),
    ])
    func `aliases and fine-tuned models have a dated base`(name: String, snapshot: String) {
        #expect(TunableModel.named(name)?.snapshot == snapshot)
    }

    @Test(arguments: ["", "ft:", "gpt-5", "gpt-4o-2024-05-13", "text-embedding-3-small", "ft:gpt-5:acme::a"])
    func `other models cannot be tuned`(name: String) {
        #expect(TunableModel.named(name) == nil)
    }

    @Test func `a job shows the dated name of an alias, and a fine-tuned model's own`() {
        #expect(TunableModel.resolvedName("gpt-4o-mini") == "gpt-4o-mini-2024-07-18")
        #expect(TunableModel.resolvedName("ft:gpt-4o-mini:a::b") == "ft:gpt-4o-mini:a::b")
        #expect(TunableModel.resolvedName("gpt-9") == "gpt-9")
    }

    @Test func `each method has its models`() throws {
        #expect(try #require(TunableModel.named("gpt-4o")).supports(.dpo))
        #expect(!(try #require(TunableModel.named("gpt-3.5-turbo")).supports(.dpo)))
        #expect(TunableModel.all.filter { $0.supports(.reinforcement) }.map(\.snapshot) == ["o4-mini-2025-04-16"])
    }

    @Test func `each model has its encoding and its limit`() throws {
        #expect(try #require(TunableModel.named("gpt-4.1-nano")).encoding.name == "o200k_base")
        #expect(try #require(TunableModel.named("gpt-3.5-turbo")).encoding.name == "cl100k_base")
        #expect(try #require(TunableModel.named("gpt-3.5-turbo")).contextLimit == 16_385)
        #expect(try #require(TunableModel.named("gpt-4o-mini")).contextLimit == 65_536)
    }
}
