// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension OpenAIModel {
    /// Models that share an owner, limits and kind.
    private struct Family {
        var owner = "system"
        var shutdownDate: String?
        let contextWindow: Int
        let outputLimit: Int
        var encoding = Encoding.o200kBase
        var isReasoning = false
        var isChat = true
        var takesPrompts = false
        let models: [Entry]
    }

    /// The properties of a model that differ from its family's.
    private struct Entry {
        let id: String
        let created: Int
        var snapshot: String?
        var encoding: Encoding?
        var isReasoning: Bool?
        var tuningMethods: [TrainingMethod]
        var exampleLimit: Int?
        var learningRateMultiplier: Double

        /// - Parameters:
        ///   - id: The name, of an alias or of a dated snapshot.
        ///   - created: When the service made it, in seconds since 1970.
        ///   - snapshot: The dated model an alias stands for.
        ///   - encoding: The encoding, when it is not the family's.
        ///   - isReasoning: Whether it reasons first, when not as the family.
        ///   - tuned: The methods it can be fine-tuned by.
        ///   - exampleLimit: The most tokens of a training example, when not the context window up to 65,536.
        ///   - learningRateMultiplier: What `auto` stands for.
        init(
            _ id: String,
            _ created: Int,
            snapshot: String? = nil,
            encoding: Encoding? = nil,
            isReasoning: Bool? = nil,
            tuned: [TrainingMethod] = [],
            exampleLimit: Int? = nil,
            learningRateMultiplier: Double = 2
        ) {
            self.id = id
            self.created = created
            self.snapshot = snapshot
            self.encoding = encoding
            self.isReasoning = isReasoning
            self.tuningMethods = tuned
            self.exampleLimit = exampleLimit
            self.learningRateMultiplier = learningRateMultiplier
        }
    }

    private init(_ entry: Entry, in family: Family) {
        id = entry.id
        created = entry.created
        owner = family.owner
        snapshot = entry.snapshot ?? entry.id
        shutdownDate = family.shutdownDate
        contextWindow = family.contextWindow
        outputLimit = family.outputLimit
        encodingName = entry.encoding ?? family.encoding
        isReasoning = entry.isReasoning ?? family.isReasoning
        isChat = family.isChat
        tuningMethods = entry.tuningMethods
        exampleLimit = entry.exampleLimit ?? min(family.contextWindow, 65_536)
        learningRateMultiplier = entry.learningRateMultiplier
        takesPrompts = family.takesPrompts
    }

    /// Every model the simulator answers for, as of late 2026, in the order in which the service lists them.
    package static let all: [OpenAIModel] = families.flatMap { family in
        family.models.map { OpenAIModel($0, in: family) }
    }

    /// The catalogue: a new model is a line here, or a family where its limits are new.
    private static let families: [Family] = [
        // Models of other endpoints: a chat request for one gets the service's error.
        Family(
            contextWindow: 8192,
            outputLimit: 0,
            isChat: false,
            models: [
                Entry("text-embedding-3-small", 1_705_948_997, encoding: .cl100kBase),
                Entry("text-embedding-3-large", 1_705_953_180, encoding: .cl100kBase),
                Entry("text-embedding-ada-002", 1_671_217_299, encoding: .cl100kBase),
                Entry("omni-moderation-latest", 1_731_689_265),
                Entry("omni-moderation-2024-09-26", 1_732_734_466),
                Entry("whisper-1", 1_677_532_384),
                Entry("tts-1", 1_681_940_951),
                Entry("tts-1-hd", 1_699_046_015),
                Entry("dall-e-2", 1_698_798_177),
                Entry("dall-e-3", 1_698_785_189),
                Entry("gpt-image-1", 1_745_517_030),
                Entry("gpt-4o-transcribe", 1_742_068_463),
                Entry("gpt-4o-mini-transcribe", 1_742_068_596),
                Entry("gpt-4o-mini-tts", 1_742_403_959),
                Entry("gpt-4o-realtime-preview", 1_727_659_998),
                Entry("gpt-realtime", 1_756_271_701),
                Entry("o1-pro", 1_742_251_791, isReasoning: true),
                Entry("gpt-5-codex", 1_757_527_818, isReasoning: true),
            ]
        ),
        Family(
            contextWindow: 4096,
            outputLimit: 4096,
            encoding: .cl100kBase,
            isChat: false,
            models: [
                Entry("gpt-3.5-turbo-instruct", 1_692_901_427),
                Entry("gpt-3.5-turbo-instruct-0914", 1_694_122_472),
            ]
        ),
        Family(
            owner: "openai",
            shutdownDate: "2026-10-23",
            contextWindow: 16_385,
            outputLimit: 4096,
            encoding: .cl100kBase,
            models: [
                Entry("gpt-3.5-turbo", 1_677_610_602, snapshot: "gpt-3.5-turbo-0125"),
                Entry("gpt-3.5-turbo-0125", 1_706_048_358, tuned: [.supervised]),
                Entry("gpt-3.5-turbo-1106", 1_698_959_748, tuned: [.supervised]),
                Entry("gpt-3.5-turbo-0613", 1_686_587_434, tuned: [.supervised], exampleLimit: 4096),
                Entry("gpt-3.5-turbo-16k", 1_683_758_102),
            ]
        ),
        Family(
            owner: "openai",
            shutdownDate: "2026-10-23",
            contextWindow: 8192,
            outputLimit: 8192,
            encoding: .cl100kBase,
            models: [
                Entry("gpt-4", 1_687_882_411, snapshot: "gpt-4-0613"),
                Entry("gpt-4-0613", 1_686_588_896, tuned: [.supervised]),
            ]
        ),
        Family(
            shutdownDate: "2026-10-23",
            contextWindow: 128_000,
            outputLimit: 4096,
            encoding: .cl100kBase,
            models: [
                Entry("gpt-4-turbo", 1_712_361_441, snapshot: "gpt-4-turbo-2024-04-09"),
                Entry("gpt-4-turbo-2024-04-09", 1_712_601_677),
                Entry("gpt-4o-2024-05-13", 1_715_368_132, encoding: .o200kBase),
                Entry("gpt-4-turbo-preview", 1_706_037_777, snapshot: "gpt-4-0125-preview"),
                Entry("gpt-4-0125-preview", 1_706_037_612),
                Entry("gpt-4-1106-preview", 1_698_957_206),
            ]
        ),
        Family(
            shutdownDate: "2027-01-14",
            contextWindow: 128_000,
            outputLimit: 16_384,
            models: [
                Entry("gpt-4o", 1_715_367_049, snapshot: "gpt-4o-2024-08-06"),
                Entry("gpt-4o-2024-08-06", 1_722_814_719, tuned: [.supervised, .dpo]),
                Entry("gpt-4o-2024-11-20", 1_739_331_543),
                Entry("gpt-4o-mini", 1_721_172_741, snapshot: "gpt-4o-mini-2024-07-18"),
                Entry(
                    "gpt-4o-mini-2024-07-18",
                    1_721_172_717,
                    tuned: [.supervised, .dpo],
                    learningRateMultiplier: 1.8
                ),
                Entry("chatgpt-4o-latest", 1_723_515_131),
                Entry("gpt-4o-search-preview", 1_741_388_720, snapshot: "gpt-4o-search-preview-2025-03-11"),
                Entry("gpt-4o-search-preview-2025-03-11", 1_741_388_170),
                Entry("gpt-4o-mini-search-preview", 1_741_391_161, snapshot: "gpt-4o-mini-search-preview-2025-03-11"),
                Entry("gpt-4o-mini-search-preview-2025-03-11", 1_741_390_858),
                Entry("gpt-4o-audio-preview", 1_727_460_443, snapshot: "gpt-4o-audio-preview-2025-06-03"),
                Entry("gpt-4o-audio-preview-2025-06-03", 1_748_908_498),
                Entry("gpt-4o-audio-preview-2024-12-17", 1_734_034_239),
                Entry("gpt-4o-mini-audio-preview", 1_734_387_424, snapshot: "gpt-4o-mini-audio-preview-2024-12-17"),
                Entry("gpt-4o-mini-audio-preview-2024-12-17", 1_734_115_920),
            ]
        ),
        Family(
            shutdownDate: "2027-01-14",
            contextWindow: 1_047_576,
            outputLimit: 32_768,
            models: [
                Entry("gpt-4.1", 1_744_316_542, snapshot: "gpt-4.1-2025-04-14"),
                Entry("gpt-4.1-2025-04-14", 1_744_315_746, tuned: [.supervised, .dpo]),
                Entry("gpt-4.1-mini", 1_744_318_173, snapshot: "gpt-4.1-mini-2025-04-14"),
                Entry("gpt-4.1-mini-2025-04-14", 1_744_317_547, tuned: [.supervised, .dpo]),
            ]
        ),
        Family(
            shutdownDate: "2026-10-23",
            contextWindow: 1_047_576,
            outputLimit: 32_768,
            models: [
                Entry("gpt-4.1-nano", 1_744_321_707, snapshot: "gpt-4.1-nano-2025-04-14"),
                Entry("gpt-4.1-nano-2025-04-14", 1_744_321_025, tuned: [.supervised, .dpo]),
            ]
        ),
        Family(
            contextWindow: 128_000,
            outputLimit: 16_384,
            models: [
                Entry("gpt-audio", 1_756_339_249, snapshot: "gpt-audio-2025-08-28"),
                Entry("gpt-audio-2025-08-28", 1_756_256_146),
                Entry("gpt-audio-mini", 1_759_512_027, snapshot: "gpt-audio-mini-2025-10-06"),
                Entry("gpt-audio-mini-2025-10-06", 1_759_512_137),
                Entry("gpt-audio-1.5", 1_771_545_600),
                Entry("gpt-5-chat-latest", 1_754_073_306),
            ]
        ),
        Family(
            shutdownDate: "2026-10-23",
            contextWindow: 128_000,
            outputLimit: 65_536,
            isReasoning: true,
            models: [
                Entry("o1-mini", 1_725_649_008, snapshot: "o1-mini-2024-09-12"),
                Entry("o1-mini-2024-09-12", 1_725_648_979),
            ]
        ),
        Family(
            shutdownDate: "2026-10-23",
            contextWindow: 200_000,
            outputLimit: 100_000,
            isReasoning: true,
            models: [
                Entry("o1", 1_734_375_816, snapshot: "o1-2024-12-17"),
                Entry("o1-2024-12-17", 1_734_326_976),
                Entry("o3-mini", 1_737_146_383, snapshot: "o3-mini-2025-01-31"),
                Entry("o3-mini-2025-01-31", 1_738_010_200),
                Entry("o4-mini", 1_744_225_351, snapshot: "o4-mini-2025-04-16"),
                Entry("o4-mini-2025-04-16", 1_744_133_506, tuned: [.reinforcement]),
            ]
        ),
        Family(
            shutdownDate: "2026-12-11",
            contextWindow: 200_000,
            outputLimit: 100_000,
            isReasoning: true,
            models: [
                Entry("o3", 1_744_225_308, snapshot: "o3-2025-04-16"),
                Entry("o3-2025-04-16", 1_744_133_301),
            ]
        ),
        Family(
            shutdownDate: "2026-12-11",
            contextWindow: 400_000,
            outputLimit: 128_000,
            isReasoning: true,
            models: [
                Entry("gpt-5", 1_754_425_777, snapshot: "gpt-5-2025-08-07"),
                Entry("gpt-5-2025-08-07", 1_754_075_360),
                Entry("gpt-5-mini", 1_754_425_928, snapshot: "gpt-5-mini-2025-08-07"),
                Entry("gpt-5-mini-2025-08-07", 1_754_425_867),
                Entry("gpt-5-nano", 1_754_426_384, snapshot: "gpt-5-nano-2025-08-07"),
                Entry("gpt-5-nano-2025-08-07", 1_754_426_303),
            ]
        ),
        // No recording shows when the models from gpt-5.4 came out; the month is as near as is known.
        Family(
            contextWindow: 400_000,
            outputLimit: 128_000,
            isReasoning: true,
            models: [
                Entry("gpt-5.1", 1_762_800_673, snapshot: "gpt-5.1-2025-11-13"),
                Entry("gpt-5.1-2025-11-13", 1_762_800_353),
                Entry("gpt-5.2", 1_765_313_051, snapshot: "gpt-5.2-2025-12-11"),
                Entry("gpt-5.2-2025-12-11", 1_765_313_028),
                Entry("gpt-5.4", 1_772_668_800, snapshot: "gpt-5.4-2026-03-05"),
                Entry("gpt-5.4-2026-03-05", 1_772_668_800),
                Entry("gpt-5.4-mini", 1_773_705_600, snapshot: "gpt-5.4-mini-2026-03-17"),
                Entry("gpt-5.4-mini-2026-03-17", 1_773_705_600),
                Entry("gpt-5.4-nano", 1_773_705_600, snapshot: "gpt-5.4-nano-2026-03-17"),
                Entry("gpt-5.4-nano-2026-03-17", 1_773_705_600),
                Entry("gpt-5.5", 1_776_902_400, snapshot: "gpt-5.5-2026-04-23"),
                Entry("gpt-5.5-2026-04-23", 1_776_902_400),
                Entry("gpt-5.6", 1_780_272_000, snapshot: "gpt-5.6-sol"),
                Entry("gpt-5.6-sol", 1_780_272_000),
                Entry("gpt-5.6-terra", 1_780_272_000),
                Entry("gpt-6-astra", 1_785_542_400),
                Entry("gpt-6-sol", 1_785_542_400),
                Entry("gpt-6-luna", 1_785_542_400),
                Entry("gpt-6.1-sol", 1_788_220_800),
                Entry("gpt-6.1-terra", 1_788_220_800),
                Entry("gpt-6.2-astra", 1_793_491_200),
                Entry("gpt-6.2-sol", 1_793_491_200),
            ]
        ),
        Family(
            shutdownDate: "2026-10-23",
            contextWindow: 16_384,
            outputLimit: 16_384,
            encoding: .cl100kBase,
            isChat: false,
            takesPrompts: true,
            models: [
                Entry("babbage-002", 1_692_634_615, tuned: [.supervised]),
                Entry("davinci-002", 1_692_634_301, tuned: [.supervised]),
            ]
        ),
    ]
}
