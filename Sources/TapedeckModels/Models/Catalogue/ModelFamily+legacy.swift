// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension ModelFamily {
    /// GPT-3.5, the first GPT-4 models, and those of legacy completions.
    static let legacy = [
        ModelFamily(
            owner: "openai",
            shutdownDate: "2026-10-23",
            contextWindow: 8192,
            outputLimit: 8192,
            encoding: .cl100kBase,
            models: [
                CatalogueEntry("gpt-4", 1_687_882_411, snapshot: "gpt-4-0613"),
                CatalogueEntry("gpt-4-0613", 1_686_588_896, tuned: [.supervised]),
            ]
        ),
        ModelFamily(
            shutdownDate: "2026-10-23",
            contextWindow: 16_385,
            outputLimit: 4096,
            encoding: .cl100kBase,
            models: [
                CatalogueEntry("gpt-3.5-turbo", 1_677_610_602, snapshot: "gpt-3.5-turbo-0125", owner: "openai"),
                CatalogueEntry("gpt-3.5-turbo-0125", 1_706_048_358, tuned: [.supervised]),
                CatalogueEntry("gpt-3.5-turbo-1106", 1_698_959_748, until: "2026-09-28", tuned: [.supervised]),
                CatalogueEntry(
                    "gpt-3.5-turbo-0613",
                    1_686_587_434,
                    owner: "openai",
                    tuned: [.supervised],
                    exampleLimit: 4096
                ),
                CatalogueEntry("gpt-3.5-turbo-16k", 1_683_758_102, owner: "openai-internal"),
            ]
        ),
        ModelFamily(
            shutdownDate: "2026-10-23",
            contextWindow: 128_000,
            outputLimit: 4096,
            encoding: .cl100kBase,
            models: [
                CatalogueEntry("gpt-4-1106-preview", 1_698_957_206),
                CatalogueEntry("gpt-4-0125-preview", 1_706_037_612),
                CatalogueEntry("gpt-4-turbo-preview", 1_706_037_777, snapshot: "gpt-4-0125-preview"),
                CatalogueEntry("gpt-4-turbo", 1_712_361_441, snapshot: "gpt-4-turbo-2024-04-09"),
                CatalogueEntry("gpt-4-turbo-2024-04-09", 1_712_601_677),
            ]
        ),
        ModelFamily(
            kind: .completion,
            shutdownDate: "2026-09-28",
            contextWindow: 4097,
            outputLimit: 4096,
            encoding: .cl100kBase,
            models: [
                CatalogueEntry("gpt-3.5-turbo-instruct", 1_692_901_427, served: "gpt-3.5-turbo-instruct:20230824-v2"),
                CatalogueEntry(
                    "gpt-3.5-turbo-instruct-0914",
                    1_694_122_472,
                    served: "gpt-3.5-turbo-instruct:20230824-v2"
                ),
            ]
        ),
        ModelFamily(
            kind: .completion,
            shutdownDate: "2026-09-28",
            contextWindow: 16_384,
            outputLimit: 16_384,
            encoding: .cl100kBase,
            takesPrompts: true,
            models: [
                CatalogueEntry(
                    "davinci-002",
                    1_692_634_301,
                    served: "davinci:2023-07-21-v2",
                    tunedUntil: "2026-10-23",
                    tuned: [.supervised]
                ),
                CatalogueEntry(
                    "babbage-002",
                    1_692_634_615,
                    served: "babbage:2023-07-21-v2",
                    tunedUntil: "2026-10-23",
                    tuned: [.supervised]
                ),
            ]
        ),
    ]
}
