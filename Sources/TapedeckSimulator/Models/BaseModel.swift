// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A model of the service as it is known here.
struct BaseModel: Sendable, Hashable {
    /// The name, of an alias or of a dated snapshot.
    let id: String
    /// When the service made it, in seconds since 1970.
    let created: Int
    /// `system`, `openai` or `openai-internal`.
    let owner: String
    /// The snapshot an alias stands for; its own name for a snapshot.
    let snapshot: String
    /// The day it is switched off, as far as that is announced.
    let shutdownDate: String?
    /// The tokens of prompt and answer together.
    let contextWindow: Int
    /// The most tokens of an answer.
    let outputLimit: Int
    /// Whether it reasons first, which changes what it accepts.
    let isReasoning: Bool
    /// Whether it can be asked for chat completions.
    var isChat = true
}

extension BaseModel {
    /// Every model the simulator answers for, as of late 2026.
    static let all: [BaseModel] = families.flatMap(\.models)

    /// The models by name.
    static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })

    /// Models that share their limits.
    private struct Family {
        var owner = "system"
        var shutdownDate: String?
        let contextWindow: Int
        let outputLimit: Int
        var isReasoning = false
        var isChat = true
        /// Name, creation time, and for an alias the name of its snapshot.
        let members: [(id: String, created: Int, snapshot: String?)]

        var models: [BaseModel] {
            members.map { member in
                BaseModel(
                    id: member.id,
                    created: member.created,
                    owner: owner,
                    snapshot: member.snapshot ?? member.id,
                    shutdownDate: shutdownDate,
                    contextWindow: contextWindow,
                    outputLimit: outputLimit,
                    isReasoning: isReasoning,
                    isChat: isChat
                )
            }
        }
    }

    /// Models of other endpoints, which are known so that whoever asks them to chat is told why they cannot.
    private static let others = Family(
        contextWindow: 8192,
        outputLimit: 0,
        isChat: false,
        members: [
            ("text-embedding-3-small", 1_705_948_997, nil), ("text-embedding-3-large", 1_705_953_180, nil),
            ("text-embedding-ada-002", 1_671_217_299, nil), ("omni-moderation-latest", 1_731_689_265, nil),
            ("omni-moderation-2024-09-26", 1_732_734_466, nil), ("whisper-1", 1_677_532_384, nil),
            ("tts-1", 1_681_940_951, nil), ("tts-1-hd", 1_699_046_015, nil), ("dall-e-2", 1_698_798_177, nil),
            ("dall-e-3", 1_698_785_189, nil), ("gpt-image-1", 1_745_517_030, nil),
            ("gpt-4o-transcribe", 1_742_068_463, nil), ("gpt-4o-mini-transcribe", 1_742_068_596, nil),
            ("gpt-4o-mini-tts", 1_742_403_959, nil), ("gpt-4o-realtime-preview", 1_727_659_998, nil),
            ("gpt-realtime", 1_756_271_701, nil), ("o1-pro", 1_742_251_791, nil), ("gpt-5-codex", 1_757_527_818, nil),
        ]
    )

    private static let completions = Family(
        contextWindow: 4096,
        outputLimit: 4096,
        isChat: false,
        members: [
            ("gpt-3.5-turbo-instruct", 1_692_901_427, nil), ("gpt-3.5-turbo-instruct-0914", 1_694_122_472, nil),
        ]
    )

    private static let families: [Family] = [
        others, completions,
        Family(
            owner: "openai",
            shutdownDate: "2026-10-23",
            contextWindow: 16_385,
            outputLimit: 4096,
            members: [
                ("gpt-3.5-turbo", 1_677_610_602, "gpt-3.5-turbo-0125"),
                ("gpt-3.5-turbo-0125", 1_706_048_358, nil),
                ("gpt-3.5-turbo-1106", 1_698_959_748, nil),
                ("gpt-3.5-turbo-0613", 1_686_587_434, nil),
                ("gpt-3.5-turbo-16k", 1_683_758_102, nil),
            ]
        ),
        Family(
            owner: "openai",
            shutdownDate: "2026-10-23",
            contextWindow: 8192,
            outputLimit: 8192,
            members: [("gpt-4", 1_687_882_411, "gpt-4-0613"), ("gpt-4-0613", 1_686_588_896, nil)]
        ),
        Family(
            shutdownDate: "2026-10-23",
            contextWindow: 128_000,
            outputLimit: 4096,
            members: [
                ("gpt-4-turbo", 1_712_361_441, "gpt-4-turbo-2024-04-09"),
                ("gpt-4-turbo-2024-04-09", 1_712_601_677, nil), ("gpt-4o-2024-05-13", 1_715_368_132, nil),
                ("gpt-4-turbo-preview", 1_706_037_777, "gpt-4-0125-preview"),
                ("gpt-4-0125-preview", 1_706_037_612, nil), ("gpt-4-1106-preview", 1_698_957_206, nil),
            ]
        ),
        Family(
            shutdownDate: "2027-01-14",
            contextWindow: 128_000,
            outputLimit: 16_384,
            members: [
                ("gpt-4o", 1_715_367_049, "gpt-4o-2024-08-06"), ("gpt-4o-2024-08-06", 1_722_814_719, nil),
                ("gpt-4o-2024-11-20", 1_739_331_543, nil),
                ("gpt-4o-mini", 1_721_172_741, "gpt-4o-mini-2024-07-18"),
                ("gpt-4o-mini-2024-07-18", 1_721_172_717, nil),
                ("chatgpt-4o-latest", 1_723_515_131, nil),
                ("gpt-4o-search-preview", 1_741_388_720, "gpt-4o-search-preview-2025-03-11"),
                ("gpt-4o-search-preview-2025-03-11", 1_741_388_170, nil),
                ("gpt-4o-mini-search-preview", 1_741_391_161, "gpt-4o-mini-search-preview-2025-03-11"),
                ("gpt-4o-mini-search-preview-2025-03-11", 1_741_390_858, nil),
                ("gpt-4o-audio-preview", 1_727_460_443, "gpt-4o-audio-preview-2025-06-03"),
                ("gpt-4o-audio-preview-2025-06-03", 1_748_908_498, nil),
                ("gpt-4o-audio-preview-2024-12-17", 1_734_034_239, nil),
                ("gpt-4o-mini-audio-preview", 1_734_387_424, "gpt-4o-mini-audio-preview-2024-12-17"),
                ("gpt-4o-mini-audio-preview-2024-12-17", 1_734_115_920, nil),
            ]
        ),
        Family(
            shutdownDate: "2027-01-14",
            contextWindow: 1_047_576,
            outputLimit: 32_768,
            members: [
                ("gpt-4.1", 1_744_316_542, "gpt-4.1-2025-04-14"), ("gpt-4.1-2025-04-14", 1_744_315_746, nil),
                ("gpt-4.1-mini", 1_744_318_173, "gpt-4.1-mini-2025-04-14"),
                ("gpt-4.1-mini-2025-04-14", 1_744_317_547, nil),
            ]
        ),
        Family(
            shutdownDate: "2026-10-23",
            contextWindow: 1_047_576,
            outputLimit: 32_768,
            members: [
                ("gpt-4.1-nano", 1_744_321_707, "gpt-4.1-nano-2025-04-14"),
                ("gpt-4.1-nano-2025-04-14", 1_744_321_025, nil),
            ]
        ),
        Family(
            contextWindow: 128_000,
            outputLimit: 16_384,
            members: [
                ("gpt-audio", 1_756_339_249, "gpt-audio-2025-08-28"), ("gpt-audio-2025-08-28", 1_756_256_146, nil),
                ("gpt-audio-mini", 1_759_512_027, "gpt-audio-mini-2025-10-06"),
                ("gpt-audio-mini-2025-10-06", 1_759_512_137, nil),
                ("gpt-audio-1.5", 1_771_545_600, nil), ("gpt-5-chat-latest", 1_754_073_306, nil),
            ]
        ),
        Family(
            shutdownDate: "2026-10-23",
            contextWindow: 128_000,
            outputLimit: 65_536,
            isReasoning: true,
            members: [("o1-mini", 1_725_649_008, "o1-mini-2024-09-12"), ("o1-mini-2024-09-12", 1_725_648_979, nil)]
        ),
        Family(
            shutdownDate: "2026-10-23",
            contextWindow: 200_000,
            outputLimit: 100_000,
            isReasoning: true,
            members: [
                ("o1", 1_734_375_816, "o1-2024-12-17"), ("o1-2024-12-17", 1_734_326_976, nil),
                ("o3-mini", 1_737_146_383, "o3-mini-2025-01-31"), ("o3-mini-2025-01-31", 1_738_010_200, nil),
                ("o4-mini", 1_744_225_351, "o4-mini-2025-04-16"), ("o4-mini-2025-04-16", 1_744_133_506, nil),
            ]
        ),
        Family(
            shutdownDate: "2026-12-11",
            contextWindow: 200_000,
            outputLimit: 100_000,
            isReasoning: true,
            members: [("o3", 1_744_225_308, "o3-2025-04-16"), ("o3-2025-04-16", 1_744_133_301, nil)]
        ),
        Family(
            shutdownDate: "2026-12-11",
            contextWindow: 400_000,
            outputLimit: 128_000,
            isReasoning: true,
            members: [
                ("gpt-5", 1_754_425_777, "gpt-5-2025-08-07"), ("gpt-5-2025-08-07", 1_754_075_360, nil),
                ("gpt-5-mini", 1_754_425_928, "gpt-5-mini-2025-08-07"),
                ("gpt-5-mini-2025-08-07", 1_754_425_867, nil),
                ("gpt-5-nano", 1_754_426_384, "gpt-5-nano-2025-08-07"),
                ("gpt-5-nano-2025-08-07", 1_754_426_303, nil),
            ]
        ),
        // The days these came out are not in any recording; the month is as near as is known.
        Family(
            contextWindow: 400_000,
            outputLimit: 128_000,
            isReasoning: true,
            members: [
                ("gpt-5.1", 1_762_800_673, "gpt-5.1-2025-11-13"), ("gpt-5.1-2025-11-13", 1_762_800_353, nil),
                ("gpt-5.2", 1_765_313_051, "gpt-5.2-2025-12-11"), ("gpt-5.2-2025-12-11", 1_765_313_028, nil),
                ("gpt-5.4", 1_772_668_800, "gpt-5.4-2026-03-05"), ("gpt-5.4-2026-03-05", 1_772_668_800, nil),
                ("gpt-5.4-mini", 1_773_705_600, "gpt-5.4-mini-2026-03-17"),
                ("gpt-5.4-mini-2026-03-17", 1_773_705_600, nil),
                ("gpt-5.4-nano", 1_773_705_600, "gpt-5.4-nano-2026-03-17"),
                ("gpt-5.4-nano-2026-03-17", 1_773_705_600, nil),
                ("gpt-5.5", 1_776_902_400, "gpt-5.5-2026-04-23"), ("gpt-5.5-2026-04-23", 1_776_902_400, nil),
                ("gpt-5.6", 1_780_272_000, "gpt-5.6-sol"), ("gpt-5.6-sol", 1_780_272_000, nil),
                ("gpt-5.6-terra", 1_780_272_000, nil),
                ("gpt-6-astra", 1_785_542_400, nil), ("gpt-6-sol", 1_785_542_400, nil),
                ("gpt-6-luna", 1_785_542_400, nil), ("gpt-6.1-sol", 1_788_220_800, nil),
                ("gpt-6.1-terra", 1_788_220_800, nil), ("gpt-6.2-astra", 1_793_491_200, nil),
                ("gpt-6.2-sol", 1_793_491_200, nil),
            ]
        ),
        Family(
            shutdownDate: "2026-10-23",
            contextWindow: 16_384,
            outputLimit: 16_384,
            isChat: false,
            members: [("babbage-002", 1_692_634_615, nil), ("davinci-002", 1_692_634_301, nil)]
        ),
    ]
}
