// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension ModelFamily {
    /// The o-series, which reasons first.
    static let reasoning = [
        ModelFamily(
            shutdownDate: "2026-10-23",
            contextWindow: 128_000,
            outputLimit: 65_536,
            isReasoning: true,
            models: [
                CatalogueEntry("o1-mini", 1_725_649_008, snapshot: "o1-mini-2024-09-12"),
                CatalogueEntry("o1-mini-2024-09-12", 1_725_648_979),
            ]
        ),
        ModelFamily(
            shutdownDate: "2026-10-23",
            contextWindow: 200_000,
            outputLimit: 100_000,
            isReasoning: true,
            models: [
                CatalogueEntry("o1", 1_734_375_816, snapshot: "o1-2024-12-17"),
                CatalogueEntry("o1-2024-12-17", 1_734_326_976),
                CatalogueEntry("o3-mini", 1_737_146_383, snapshot: "o3-mini-2025-01-31"),
                CatalogueEntry("o3-mini-2025-01-31", 1_738_010_200),
                CatalogueEntry("o4-mini", 1_744_225_351, snapshot: "o4-mini-2025-04-16"),
                CatalogueEntry("o4-mini-2025-04-16", 1_744_133_506, tuned: [.reinforcement]),
                CatalogueEntry("o3", 1_744_225_308, snapshot: "o3-2025-04-16", until: "2026-12-11"),
                CatalogueEntry("o3-2025-04-16", 1_744_133_301, until: "2026-12-11"),
            ]
        ),
        ModelFamily(
            kind: .responses,
            shutdownDate: "2026-10-23",
            contextWindow: 200_000,
            outputLimit: 100_000,
            isReasoning: true,
            models: [
                CatalogueEntry("o1-pro", 1_742_251_791, snapshot: "o1-pro-2025-03-19"),
                CatalogueEntry("o1-pro-2025-03-19", 1_742_251_504),
                CatalogueEntry("o3-pro", 1_748_475_349, snapshot: "o3-pro-2025-06-10", until: "2026-12-11"),
                CatalogueEntry("o3-pro-2025-06-10", 1_749_166_761, until: "2026-12-11"),
                CatalogueEntry("codex-mini-latest", 1_746_673_257, until: "2026-01-16"),
                CatalogueEntry(
                    "o3-deep-research",
                    1_749_840_121,
                    snapshot: "o3-deep-research-2025-06-26",
                    until: "2026-07-23"
                ),
                CatalogueEntry("o3-deep-research-2025-06-26", 1_750_865_219, until: "2026-07-23"),
                CatalogueEntry(
                    "o4-mini-deep-research",
                    1_749_685_485,
                    snapshot: "o4-mini-deep-research-2025-06-26",
                    until: "2026-07-23"
                ),
                CatalogueEntry("o4-mini-deep-research-2025-06-26", 1_750_866_121, until: "2026-07-23"),
            ]
        ),
        ModelFamily(
            kind: .responses,
            shutdownDate: "2026-07-23",
            contextWindow: 8192,
            outputLimit: 1024,
            models: [
                CatalogueEntry("computer-use-preview", 1_734_655_677, snapshot: "computer-use-preview-2025-03-11"),
                CatalogueEntry("computer-use-preview-2025-03-11", 1_741_377_021),
            ]
        ),
    ]
}
