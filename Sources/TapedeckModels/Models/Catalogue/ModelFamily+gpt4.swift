// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension ModelFamily {
    /// GPT-4o and GPT-4.1, which answer without reasoning first.
    static let gpt4 = [
        ModelFamily(
            shutdownDate: "2027-01-14",
            contextWindow: 128_000,
            outputLimit: 16_384,
            models: [
                CatalogueEntry("gpt-4o", 1_715_367_049, snapshot: "gpt-4o-2024-08-06"),
                CatalogueEntry("gpt-4o-2024-05-13", 1_715_368_132, until: "2026-10-23"),
                CatalogueEntry("gpt-4o-2024-08-06", 1_722_814_719, tuned: [.supervised, .dpo]),
                CatalogueEntry("gpt-4o-2024-11-20", 1_739_331_543),
                CatalogueEntry("gpt-4o-mini", 1_721_172_741, snapshot: "gpt-4o-mini-2024-07-18"),
                CatalogueEntry(
                    "gpt-4o-mini-2024-07-18",
                    1_721_172_717,
                    tuned: [.supervised, .dpo],
                    learningRateMultiplier: 1.8
                ),
                CatalogueEntry("chatgpt-4o-latest", 1_723_515_131, until: "2026-02-17"),
            ]
        ),
        ModelFamily(
            shutdownDate: "2026-07-23",
            contextWindow: 128_000,
            outputLimit: 16_384,
            models: [
                CatalogueEntry("gpt-4o-search-preview", 1_741_388_720, snapshot: "gpt-4o-search-preview-2025-03-11"),
                CatalogueEntry("gpt-4o-search-preview-2025-03-11", 1_741_388_170),
                CatalogueEntry(
                    "gpt-4o-mini-search-preview",
                    1_741_391_161,
                    snapshot: "gpt-4o-mini-search-preview-2025-03-11"
                ),
                CatalogueEntry("gpt-4o-mini-search-preview-2025-03-11", 1_741_390_858),
            ]
        ),
        ModelFamily(
            shutdownDate: "2027-01-14",
            contextWindow: 1_047_576,
            outputLimit: 32_768,
            models: [
                CatalogueEntry("gpt-4.1", 1_744_316_542, snapshot: "gpt-4.1-2025-04-14"),
                CatalogueEntry("gpt-4.1-2025-04-14", 1_744_315_746, tuned: [.supervised, .dpo]),
                CatalogueEntry("gpt-4.1-mini", 1_744_318_173, snapshot: "gpt-4.1-mini-2025-04-14"),
                CatalogueEntry("gpt-4.1-mini-2025-04-14", 1_744_317_547, tuned: [.supervised, .dpo]),
                CatalogueEntry("gpt-4.1-nano", 1_744_321_707, snapshot: "gpt-4.1-nano-2025-04-14", until: "2026-10-23"),
                CatalogueEntry(
                    "gpt-4.1-nano-2025-04-14",
                    1_744_321_025,
                    until: "2026-10-23",
                    tuned: [.supervised, .dpo]
                ),
            ]
        ),
    ]
}
