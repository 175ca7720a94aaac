// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension ModelFamily {
    /// Models that hear or speak: in chat, as speech, as transcripts.
    static let audio = [
        ModelFamily(
            contextWindow: 128_000,
            outputLimit: 16_384,
            models: [
                CatalogueEntry(
                    "gpt-4o-audio-preview",
                    1_727_460_443,
                    snapshot: "gpt-4o-audio-preview-2025-06-03",
                    until: "2026-07-23"
                ),
                CatalogueEntry("gpt-4o-audio-preview-2024-12-17", 1_734_034_239, until: "2026-07-23"),
                CatalogueEntry("gpt-4o-audio-preview-2025-06-03", 1_748_908_498, until: "2026-07-23"),
                CatalogueEntry(
                    "gpt-4o-mini-audio-preview",
                    1_734_387_424,
                    snapshot: "gpt-4o-mini-audio-preview-2024-12-17",
                    until: "2026-07-23"
                ),
                CatalogueEntry("gpt-4o-mini-audio-preview-2024-12-17", 1_734_115_920, until: "2026-07-23"),
                CatalogueEntry("gpt-audio", 1_756_339_249, snapshot: "gpt-audio-2025-08-28"),
                CatalogueEntry("gpt-audio-2025-08-28", 1_756_256_146),
                CatalogueEntry("gpt-audio-mini", 1_759_512_027, snapshot: "gpt-audio-mini-2025-12-15"),
                CatalogueEntry("gpt-audio-mini-2025-10-06", 1_759_512_137, until: "2026-07-23"),
                CatalogueEntry("gpt-audio-mini-2025-12-15", 1_765_760_008),
                CatalogueEntry("gpt-audio-1.5", 1_771_545_600),
            ]
        ),
        ModelFamily(
            kind: .speech,
            contextWindow: 2000,
            outputLimit: 0,
            models: [
                CatalogueEntry("tts-1", 1_681_940_951, owner: "openai-internal"),
                CatalogueEntry("tts-1-1106", 1_699_053_241),
                CatalogueEntry("tts-1-hd", 1_699_046_015),
                CatalogueEntry("tts-1-hd-1106", 1_699_053_533),
                CatalogueEntry("gpt-4o-mini-tts", 1_742_403_959, snapshot: "gpt-4o-mini-tts-2025-12-15"),
                CatalogueEntry("gpt-4o-mini-tts-2025-03-20", 1_765_610_731, until: "2026-07-23"),
                CatalogueEntry("gpt-4o-mini-tts-2025-12-15", 1_765_610_837),
            ]
        ),
        ModelFamily(
            kind: .transcription,
            contextWindow: 16_000,
            outputLimit: 2000,
            models: [
                CatalogueEntry("whisper-1", 1_677_532_384, owner: "openai-internal"),
                CatalogueEntry("gpt-4o-transcribe", 1_742_068_463),
                CatalogueEntry("gpt-4o-mini-transcribe", 1_742_068_596, snapshot: "gpt-4o-mini-transcribe-2025-12-15"),
                CatalogueEntry("gpt-4o-mini-transcribe-2025-03-20", 1_765_610_545),
                CatalogueEntry("gpt-4o-mini-transcribe-2025-12-15", 1_765_610_407),
                CatalogueEntry("gpt-4o-transcribe-diarize", 1_750_798_887),
                CatalogueEntry("gpt-transcribe", 1_785_542_400),
            ]
        ),
    ]
}
