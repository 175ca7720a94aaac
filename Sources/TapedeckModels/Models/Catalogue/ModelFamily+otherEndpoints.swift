// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension ModelFamily {
    /// Models that embed, moderate, draw or film.
    static let otherEndpoints = [
        ModelFamily(
            kind: .embedding,
            contextWindow: 8192,
            outputLimit: 0,
            encoding: .cl100kBase,
            models: [
                CatalogueEntry("text-embedding-3-small", 1_705_948_997),
                CatalogueEntry("text-embedding-3-large", 1_705_953_180),
                CatalogueEntry(
                    "text-embedding-ada-002",
                    1_671_217_299,
                    served: "text-embedding-ada-002-v2",
                    owner: "openai-internal"
                ),
            ]
        ),
        ModelFamily(
            kind: .moderation,
            contextWindow: 32_768,
            outputLimit: 0,
            models: [
                CatalogueEntry("omni-moderation-latest", 1_731_689_265),
                CatalogueEntry("omni-moderation-2024-09-26", 1_732_734_466),
            ]
        ),
        ModelFamily(
            kind: .image,
            contextWindow: 32_000,
            outputLimit: 0,
            models: [
                CatalogueEntry("dall-e-2", 1_698_798_177, until: "2026-05-12"),
                CatalogueEntry("dall-e-3", 1_698_785_189, until: "2026-05-12"),
                CatalogueEntry("gpt-image-1", 1_745_517_030, until: "2026-10-23"),
                CatalogueEntry("gpt-image-1-mini", 1_758_845_821),
                CatalogueEntry("gpt-image-1.5", 1_764_030_620),
                CatalogueEntry("chatgpt-image-latest", 1_765_925_279),
                CatalogueEntry("gpt-image-2", 1_776_729_600, snapshot: "gpt-image-2-2026-04-21"),
                CatalogueEntry("gpt-image-2-2026-04-21", 1_776_729_600),
            ]
        ),
        ModelFamily(
            kind: .video,
            shutdownDate: "2026-09-24",
            contextWindow: 32_000,
            outputLimit: 0,
            models: [
                CatalogueEntry("sora-2", 1_759_708_615),
                CatalogueEntry("sora-2-pro", 1_759_708_663),
            ]
        ),
    ]
}
