// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

// No recording shows when the models from GPT-5.3 came out; their times are of the day or month that is known.
extension ModelFamily {
    /// GPT-5 and its successors up to GPT-5.6.
    static let gpt5 = [
        ModelFamily(
            shutdownDate: "2026-12-11",
            contextWindow: 400_000,
            outputLimit: 128_000,
            isReasoning: true,
            models: [
                CatalogueEntry("gpt-5", 1_754_425_777, snapshot: "gpt-5-2025-08-07"),
                CatalogueEntry("gpt-5-2025-08-07", 1_754_075_360),
                CatalogueEntry("gpt-5-mini", 1_754_425_928, snapshot: "gpt-5-mini-2025-08-07"),
                CatalogueEntry("gpt-5-mini-2025-08-07", 1_754_425_867),
                CatalogueEntry("gpt-5-nano", 1_754_426_384, snapshot: "gpt-5-nano-2025-08-07"),
                CatalogueEntry("gpt-5-nano-2025-08-07", 1_754_426_303),
            ]
        ),
        ModelFamily(
            shutdownDate: "2026-07-23",
            contextWindow: 128_000,
            outputLimit: 16_384,
            models: [
                CatalogueEntry("gpt-5-chat-latest", 1_754_073_306),
                CatalogueEntry("gpt-5.1-chat-latest", 1_762_547_951),
                CatalogueEntry("gpt-5.2-chat-latest", 1_765_344_352, until: "2026-08-10"),
                CatalogueEntry("gpt-5.3-chat-latest", 1_772_496_000, until: "2026-08-10"),
            ]
        ),
        ModelFamily(
            contextWindow: 400_000,
            outputLimit: 128_000,
            isReasoning: true,
            models: [
                CatalogueEntry("gpt-5.1", 1_762_800_673, snapshot: "gpt-5.1-2025-11-13"),
                CatalogueEntry("gpt-5.1-2025-11-13", 1_762_800_353),
                CatalogueEntry("gpt-5.1-mini", 1_762_800_673),
                CatalogueEntry("gpt-5.2", 1_765_313_051, snapshot: "gpt-5.2-2025-12-11"),
                CatalogueEntry("gpt-5.2-2025-12-11", 1_765_313_028),
                CatalogueEntry("gpt-5.4", 1_772_668_800, snapshot: "gpt-5.4-2026-03-05"),
                CatalogueEntry("gpt-5.4-2026-03-05", 1_772_668_800),
                CatalogueEntry("gpt-5.4-mini", 1_773_705_600, snapshot: "gpt-5.4-mini-2026-03-17"),
                CatalogueEntry("gpt-5.4-mini-2026-03-17", 1_773_705_600),
                CatalogueEntry("gpt-5.4-nano", 1_773_705_600, snapshot: "gpt-5.4-nano-2026-03-17"),
                CatalogueEntry("gpt-5.4-nano-2026-03-17", 1_773_705_600),
                CatalogueEntry("gpt-5.5", 1_776_902_400, snapshot: "gpt-5.5-2026-04-23"),
                CatalogueEntry("gpt-5.5-2026-04-23", 1_776_902_400),
                CatalogueEntry("gpt-5.6", 1_780_272_000, snapshot: "gpt-5.6-sol"),
                CatalogueEntry("gpt-5.6-sol", 1_780_272_000),
                CatalogueEntry("gpt-5.6-terra", 1_780_272_000),
                CatalogueEntry("gpt-5.6-luna", 1_780_272_000),
            ]
        ),
        ModelFamily(
            kind: .responses,
            contextWindow: 400_000,
            outputLimit: 128_000,
            isReasoning: true,
            models: [
                CatalogueEntry("gpt-5-codex", 1_757_527_818, until: "2026-07-23"),
                CatalogueEntry("gpt-5-pro", 1_759_469_822, snapshot: "gpt-5-pro-2025-10-06", until: "2026-12-11"),
                CatalogueEntry("gpt-5-pro-2025-10-06", 1_759_469_707, until: "2026-12-11"),
                CatalogueEntry("gpt-5.1-codex", 1_762_988_221, until: "2026-07-23"),
                CatalogueEntry("gpt-5.1-codex-mini", 1_763_007_109, until: "2026-07-23"),
                CatalogueEntry("gpt-5.1-codex-max", 1_763_671_532, until: "2026-07-23"),
                CatalogueEntry("gpt-5.2-codex", 1_766_164_985, until: "2026-07-23"),
                CatalogueEntry("gpt-5.2-pro", 1_765_343_983, snapshot: "gpt-5.2-pro-2025-12-11"),
                CatalogueEntry("gpt-5.2-pro-2025-12-11", 1_765_343_959),
                CatalogueEntry("gpt-5.3-codex", 1_770_307_461),
                CatalogueEntry("gpt-5.4-pro", 1_772_668_800, snapshot: "gpt-5.4-pro-2026-03-05"),
                CatalogueEntry("gpt-5.4-pro-2026-03-05", 1_772_668_800),
                CatalogueEntry("gpt-5.5-pro", 1_776_902_400, snapshot: "gpt-5.5-pro-2026-04-23"),
                CatalogueEntry("gpt-5.5-pro-2026-04-23", 1_776_902_400),
            ]
        ),
    ]

    /// GPT-6, which has no dated snapshots.
    static let gpt6 = [
        ModelFamily(
            contextWindow: 400_000,
            outputLimit: 128_000,
            isReasoning: true,
            models: [
                CatalogueEntry("gpt-6-astra", 1_785_542_400),
                CatalogueEntry("gpt-6-sol", 1_785_542_400),
                CatalogueEntry("gpt-6-luna", 1_785_542_400),
                CatalogueEntry("gpt-6.1-sol", 1_788_220_800),
                CatalogueEntry("gpt-6.1-terra", 1_788_220_800),
                CatalogueEntry("gpt-6.2-astra", 1_793_491_200),
                CatalogueEntry("gpt-6.2-sol", 1_793_491_200),
            ]
        )
    ]
}
