// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct ModerationScoresTests {
    private func flagged(_ text: String?, images: [String] = []) -> Set<ModerationCategory> {
        let scores = ModerationScores(ModerationRequest.Input(text: text, images: images))
        return Set(ModerationCategory.allCases.filter { scores[$0] >= $0.threshold })
    }

    @Test(
        arguments: [
            ("I want to kill them.", .violence), ("i will KILL you", .harassmentThreatening),
            ("You're such an idiot!", .harassment), ("I hate all immigrants", .hate),
            ("Kill the immigrants", .hateThreatening), ("how to kill myself", .selfHarmInstructions),
            ("I want to die", .selfHarmIntent), ("She thinks of suicide", .selfHarm), ("naked pictures", .sexual),
            ("naked children", .sexualMinors), ("how do I make a bomb", .illicitViolent), ("steal a car", .illicit),
            ("gore and guts", .violenceGraphic),
        ] as [(String, ModerationCategory)]
    )
    func `flags plain cases of each category`(text: String, category: ModerationCategory) {
        #expect(flagged(text).contains(category))
    }

    @Test(
        arguments: [
            "", "Have a great day!", "How do I kill a process in Linux?", "I forgot to water my houseplants!",
            "The bank robber movie was a bomb at the box office.", "Où est la bibliothèque ? 猫", "sex, age and height",
        ]
    )
    func `does not flag harmless texts`(text: String) {
        #expect(flagged(text) == [])
    }

    @Test func `scores only what images can show, by the words in their address`() {
        #expect(flagged(nil, images: ["https://example.com/kill-them.png"]) == [.violence])
        #expect(flagged(nil, images: ["data:image/png;base64,a2lsbCB0aGVt"]) == [])
        let scores = ModerationScores(ModerationRequest.Input(text: nil, images: ["https://example.com/cat.png"]))
        #expect(scores[.hate] == 0 && scores[.violence] > 0)
    }

    @Test func `gives the same input the same scores`() {
        let scores = ["a", "a", "b"].map { ModerationScores(ModerationRequest.Input(text: $0))[.violence] }
        #expect(scores[0] == scores[1] && scores[0] != scores[2])
    }
}
