// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension ModelFamily {
    /// Models of the Realtime API.
    static let realtime = [
        ModelFamily(
            kind: .realtime,
            contextWindow: 128_000,
            outputLimit: 4096,
            models: [
                CatalogueEntry(
                    "gpt-4o-realtime-preview",
                    1_727_659_998,
                    snapshot: "gpt-4o-realtime-preview-2025-06-03",
                    until: "2026-07-23"
                ),
                CatalogueEntry("gpt-4o-realtime-preview-2024-12-17", 1_733_945_430, until: "2026-07-23"),
                CatalogueEntry("gpt-4o-realtime-preview-2025-06-03", 1_748_907_838, until: "2026-07-23"),
                CatalogueEntry(
                    "gpt-4o-mini-realtime-preview",
                    1_734_387_380,
                    snapshot: "gpt-4o-mini-realtime-preview-2024-12-17",
                    until: "2026-07-23"
                ),
                CatalogueEntry("gpt-4o-mini-realtime-preview-2024-12-17", 1_734_112_601, until: "2026-07-23"),
                CatalogueEntry("gpt-realtime", 1_756_271_701, snapshot: "gpt-realtime-2025-08-28"),
                CatalogueEntry("gpt-realtime-2025-08-28", 1_756_271_773),
                CatalogueEntry("gpt-realtime-mini", 1_759_517_133, snapshot: "gpt-realtime-mini-2025-12-15"),
                CatalogueEntry("gpt-realtime-mini-2025-10-06", 1_759_517_175, until: "2026-07-23"),
                CatalogueEntry("gpt-realtime-mini-2025-12-15", 1_765_612_007),
                CatalogueEntry("gpt-realtime-1.5", 1_771_545_600),
                CatalogueEntry("gpt-realtime-2", 1_777_593_600),
                CatalogueEntry("gpt-realtime-2.1", 1_785_542_400),
                CatalogueEntry("gpt-realtime-2.1-mini", 1_785_542_400),
            ]
        )
    ]
}
