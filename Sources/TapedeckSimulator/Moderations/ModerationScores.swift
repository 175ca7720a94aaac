// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The scores of an input: the phrases of ``ModerationWords`` in it, and otherwise small numbers that follow from it.
struct ModerationScores: Sendable {
    private let scores: [ModerationCategory: Double]

    /// The score of a category, from 0 to 1.
    subscript(category: ModerationCategory) -> Double { scores[category] ?? 0 }

    /// Scores an input; text in the address of an image counts as text about what it shows.
    init(_ input: ModerationRequest.Input) {
        var found: [ModerationCategory: Double] = [:]
        if let text = input.text { Self.find(in: text, &found) }
        var pictured: [ModerationCategory: Double] = [:]
        for image in input.images where !image.hasPrefix("data:") { Self.find(in: image, &pictured) }
        var generator = SplitMix64(seed: Self.hash(input))
        var scores: [ModerationCategory: Double] = [:]
        for category in ModerationCategory.allCases {
            // Drawn for every category, so that the others do not change with its inputs.
            let jitter = Self.fraction(&generator)
            let noise = Self.noise(&generator)
            let isConsidered = input.text != nil || category.coversImages
            let score = max(found[category] ?? 0, category.coversImages ? pictured[category] ?? 0 : 0)
            guard isConsidered else { continue }
            scores[category] = score > 0 ? score * (0.96 + 0.04 * jitter) : noise
        }
        self.scores = scores
    }

    /// Adds the scores of the phrases in a text.
    private static func find(in text: String, _ scores: inout [ModerationCategory: Double]) {
        // The groups of the last words, the newest first; a word without any ends what may become a phrase.
        var recent: [Set<String>] = []
        for word in words(of: text) {
            guard let meaning = meanings[word] else {
                if !ModerationWords.fillers.contains(word) { recent.removeAll(keepingCapacity: true) }
                continue
            }
            recent.insert(meaning, at: 0)
            if recent.count > longestPhrase { recent.removeLast() }
            for phrase in phrases where phrase.matches(recent) {
                for (category, score) in phrase.scores { scores[category] = max(scores[category] ?? 0, score) }
            }
        }
    }

    /// The words in lower case, without signs.
    private static func words(of text: String) -> [String] {
        text.utf8.split { byte in
            byte < 0x80 && !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        .map { String(decoding: $0.map { $0 < 0x80 ? $0 | 0x20 : $0 }, as: UTF8.self) }
    }

    private struct Phrase {
        /// The words, the last first.
        let words: [String]
        let scores: [ModerationCategory: Double]

        func matches(_ recent: [Set<String>]) -> Bool {
            words.count <= recent.count && zip(words, recent).allSatisfy { $1.contains($0) }
        }
    }

    private static let phrases = ModerationWords.phrases.map { phrase in
        Phrase(words: phrase.words.split(separator: " ").map(String.init).reversed(), scores: phrase.scores)
    }

    private static let longestPhrase = phrases.map(\.words.count).max() ?? 1

    /// A word that occurs in phrases, with the groups it belongs to.
    private static let meanings: [String: Set<String>] = {
        var meanings: [String: Set<String>] = [:]
        for phrase in phrases {
            for word in phrase.words where ModerationWords.groups[word] == nil {
                meanings[word, default: []].insert(word)
            }
        }
        for (group, words) in ModerationWords.groups {
            for word in words { meanings[word, default: []].insert(group) }
        }
        return meanings
    }()

    private static func hash(_ input: ModerationRequest.Input) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for text in [input.text ?? ""] + input.images {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
            hash = (hash ^ 0xFF) &* 0x0000_0100_0000_01B3
        }
        return hash
    }

    /// A number from 0 to 1 of all the digits a double has.
    private static func fraction(_ generator: inout SplitMix64) -> Double {
        Double(generator.next() >> 11) / 9_007_199_254_740_992
    }

    /// A score of harmless text: some digits at one of several orders of magnitude below 0.001.
    private static func noise(_ generator: inout SplitMix64) -> Double {
        let scales = [1e-3, 1e-4, 1e-4, 1e-5, 1e-5, 1e-6, 1e-6, 1e-7]
        return (0.1 + 0.9 * fraction(&generator)) * scales[generator.next(below: scales.count)]
    }
}
