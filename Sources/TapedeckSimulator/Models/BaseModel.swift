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
                    isReasoning: isReasoning
                )
            }
        }
    }

    private static let families: [Family] = [
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
                ("gpt-5.4-mini", 1_773_705_600, "gpt-5.4-mini-2026-03-17"),
                ("gpt-5.4-mini-2026-03-17", 1_773_705_600, nil), ("gpt-5.6-sol", 1_780_272_000, nil),
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
            members: [("babbage-002", 1_692_634_615, nil), ("davinci-002", 1_692_634_301, nil)]
        ),
    ]
}
