// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A dialogue with the features of its words that need no training.
struct DialogueAnalysis: Sendable {
    /// The numbers that describe a word; see ``DialogueAnalysis/features(_:)``.
    static let width = 31
    /// Index of a term's rarity, which a word model fills in from its training file.
    static let rarity = 25

    let dialogue: Dialogue
    /// The distinct terms in the order of their first use, at most 600.
    private(set) var terms: [String] = []
    private(set) var places: [String: Int] = [:]
    /// ``width`` numbers for each term.
    private(set) var features: [Double] = []
    /// All words of the dialogue.
    private(set) var length = 0

    private struct Use {
        var count = 0.0, speakers: Set<Int> = [], first = 0, last = 0, flags: Set<Int> = []
        var sentence = 0.0
    }

    init(_ dialogue: Dialogue) {
        self.dialogue = dialogue
        var uses: [Use] = []
        for (index, speaker) in dialogue.speakers.enumerated() {
            for term in Terms.of(speaker) {
                if let place = note(term, &uses) {
                    uses[place].flags.insert(7)
                    if index == 0 { uses[place].flags.insert(28) }
                    if dialogue.speakers.count > 2 { uses[place].flags.insert(29) }
                }
            }
        }
        for index in uses.indices { uses[index].count = 0 }
        for index in dialogue.turns.indices { read(turn: index, &uses) }
        fill(uses)
    }

    private mutating func note(_ term: String, _ uses: inout [Use]) -> Int? {
        if let place = places[term] {
            uses[place].count += 1
            return place
        }
        guard terms.count < 600 else { return nil }
        places[term] = terms.count
        terms.append(term)
        uses.append(Use())
        uses[terms.count - 1].count = 1
        return terms.count - 1
    }

    private mutating func read(turn index: Int, _ uses: inout [Use]) {
        let turn = dialogue.turns[index]
        let replies = index > 0 && dialogue.turns[index - 1].sentences.last?.isQuestion == true
        for sentence in turn.sentences {
            let own = sentence.words.prefix(3).contains { $0.key == "i" }
            var plans = false
            for (position, word) in sentence.words.enumerated() where !word.isComma {
                length += 1
                for term in Terms.of(word.key) {
                    guard let place = note(term, &uses) else { continue }
                    if uses[place].speakers.isEmpty { uses[place].first = index }
                    uses[place].speakers.insert(turn.speaker)
                    uses[place].last = index
                    uses[place].sentence = max(uses[place].sentence, Double(sentence.words.count))
                    var flags = Self.flags(word, isFirst: position == 0)
                    if sentence.isQuestion { flags.append(18) }
                    if replies { flags.append(19) }
                    if own { flags.append(20) }
                    if plans { flags.append(21) }
                    if turn.speaker == 0 { flags.append(26) }
                    uses[place].flags.formUnion(flags)
                }
                if ["will", "going", "need", "want", "can", "have", "should"].contains(word.key) { plans = true }
            }
        }
    }

    private static func flags(_ word: Word, isFirst: Bool) -> [Int] {
        var flags: [Int] = []
        let key = word.key
        if word.isCapitalised, !isFirst, key != "i", !word.isShouted { flags.append(8) }
        if word.isNumber { flags.append(9) }
        if Lexicon.times.contains(key) { flags.append(10) }
        if Lexicon.functionWords.contains(key) { flags.append(11) }
        if Lexicon.pronouns.contains(key) { flags.append(12) }
        if key.hasSuffix("ing") { flags.append(13) }
        if Verbs.isPast(key) { flags.append(14) }
        if Verbs.isBase(key) { flags.append(15) }
        if Lexicon.auxiliaries.contains(key) { flags.append(16) }
        if key.utf8.count >= 7 { flags.append(17) }
        if Lexicon.openers.contains(key) || Lexicon.fillers.contains(key) { flags.append(23) }
        if Lexicon.prepositions.contains(key) { flags.append(27) }
        if Lexicon.determiners.contains(key) { flags.append(30) }
        return flags
    }

    /// Bias, counts and places as fractions, and the flags set above as zero or one.
    private mutating func fill(_ uses: [Use]) {
        let turns = Double(max(dialogue.turns.count, 1))
        let size = PortableMath.log(Double(length + 1)) - 4.5
        features = [Double](repeating: 0, count: terms.count * Self.width)
        for (index, use) in uses.enumerated() {
            let base = index * Self.width
            for flag in 7..<Self.width where use.flags.contains(flag) { features[base + flag] = 1 }
            features[base] = 1
            features[base + 1] = PortableMath.log(1 + use.count)
            features[base + 2] = use.speakers.count > 1 ? 1 : 0
            features[base + 3] = Double(use.first) / turns
            features[base + 4] = Double(use.last) / turns
            features[base + 5] = use.first == 0 && !use.speakers.isEmpty ? 1 : 0
            features[base + 6] = Double(use.last) >= 0.75 * turns ? 1 : 0
            features[base + 22] = PortableMath.log(1 + use.sentence) / 3
            features[base + 24] = size
            features[base + 25] = 0
        }
    }
}
