// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge

/// The METEOR of one text, as `nltk` computes it, but without the synonyms of WordNet: words match as they are, or else by
/// their stems.
struct MeteorScore: Sendable {
    private static let precisionWeight = 0.9
    private static let fragmentationWeight = 0.5

    /// The score, `0...1`.
    let value: Double

    init(_ text: String, against reference: String) {
        let text = TranslationTokens(text.lowercased()).tokens
        let reference = TranslationTokens(reference.lowercased()).tokens
        let matches = Self.matches(text, reference)
        guard !matches.isEmpty else {
            value = 0
            return
        }
        let precision = Double(matches.count) / Double(text.count)
        let recall = Double(matches.count) / Double(reference.count)
        let mean = precision * recall / (Self.precisionWeight * precision + (1 - Self.precisionWeight) * recall)
        let fragmentation = Double(Self.chunks(matches)) / Double(matches.count)
        let penalty = Self.fragmentationWeight * fragmentation * fragmentation * fragmentation
        value = (1 - penalty) * mean
    }

    private typealias Match = (text: Int, reference: Int)

    /// The places of matching words, in the order of the text; later words find their match first.
    private static func matches(_ text: [String], _ reference: [String]) -> [Match] {
        let stemmer = PorterStemmer()
        var matches: [Match] = []
        var openText = Array(text.indices), openReference = Array(reference.indices)
        for form in [{ $0 }, stemmer.stem] as [(String) -> String] {
            var places: [String: [Int]] = [:]
            for index in openReference { places[form(reference[index]), default: []].append(index) }
            var unmatched: [Int] = []
            for index in openText.reversed() {
                if let place = places[form(text[index])]?.popLast() {
                    matches.append((index, place))
                } else {
                    unmatched.append(index)
                }
            }
            openText = unmatched.reversed()
            let matched = Set(matches.map(\.reference))
            openReference.removeAll(where: matched.contains)
        }
        return matches.sorted { $0.text < $1.text }
    }

    /// The number of runs of words that stand together in both texts.
    private static func chunks(_ matches: [Match]) -> Int {
        1 + zip(matches, matches.dropFirst()).count { $1.text != $0.text + 1 || $1.reference != $0.reference + 1 }
    }
}
