// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import Testing

@Suite struct ModelPriceTests {
    @Test(arguments: [
        ("gpt-4o-2024-11-20", 2.5), ("gpt-4o-2024-05-13", 5), ("gpt-4-0613", 30), ("gpt-3.5-turbo-1106", 1),
        ("gpt-3.5-turbo-0125", 0.5), ("ft:gpt-4o-mini-2024-07-18:org::id", 0.3), ("gpt-4-turbo-2024-04-09", 10),
        ("ft:gpt-4.1-2025-04-14:o:s:i", 3), ("gpt-4o-audio-preview", nil), ("llama3.2:1b", nil), ("gpt-4o-mini-", nil),
    ])
    func `a price is found by name, snapshot or base`(model: String, input: Double?) {
        #expect(ModelPrice.named(model)?.input == input)
    }

    @Test func `cached tokens cost less where there is a discount`() throws {
        let mini = try #require(ModelPrice.named("gpt-4o-mini"))
        #expect(mini.cost(prompt: 1_000_000, cached: 500_000, completion: 1_000_000) == 0.7125)
        let turbo = try #require(ModelPrice.named("gpt-3.5-turbo"))
        #expect(turbo.cost(prompt: 1_000_000, cached: 500_000, completion: 0) == 0.5)
    }

    @Test func `every line of the list is a price`() {
        for line in ModelPrice.published.split(separator: "\n") {
            let name = String(line.prefix { $0 != " " })
            #expect(ModelPrice.named(name) != nil, "\(line)")
        }
    }
}
