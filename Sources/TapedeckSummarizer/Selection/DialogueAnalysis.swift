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
        var count = 0.0, first = 0, last = 0
        /// The first speaker, and whether there is another.
        var speaker: Int?, isShared = false
        /// A bit for each feature that is a flag.
        var flags: UInt32 = 0
        var sentence = 0.0
    }

    /// What each use of a word says.
    private struct Known {
        /// Positions of its terms, without those beyond the limit.
        let places: [Int]
        let flags: UInt32
        let plans: Bool
    }

    init(_ dialogue: Dialogue) {
        self.dialogue = dialogue
        var uses: [Use] = []
        for (index, speaker) in dialogue.speakers.enumerated() {
            for place in note(Terms.of(speaker), &uses) {
                uses[place].flags |= 1 << 7
                if index == 0 { uses[place].flags |= 1 << 28 }
                if dialogue.speakers.count > 2 { uses[place].flags |= 1 << 29 }
            }
        }
        var known: [String: Known] = [:]
        for index in dialogue.turns.indices { read(turn: index, &uses, &known) }
        fill(uses)
    }

    /// The positions of terms; new ones get the next.
    private mutating func note(_ terms: [String], _ uses: inout [Use]) -> [Int] {
        terms.compactMap { term in
            if let place = places[term] { return place }
            guard self.terms.count < 600 else { return nil }
            places[term] = self.terms.count
            self.terms.append(term)
            uses.append(Use())
            return self.terms.count - 1
        }
    }

    private mutating func read(turn index: Int, _ uses: inout [Use], _ known: inout [String: Known]) {
        let turn = dialogue.turns[index]
        let replies = index > 0 && dialogue.turns[index - 1].sentences.last?.isQuestion == true
        for sentence in turn.sentences {
            var flags: UInt32 = 0
            if sentence.isQuestion { flags |= 1 << 18 }
            if replies { flags |= 1 << 19 }
            if sentence.words.prefix(3).contains(where: { $0.key == "i" }) { flags |= 1 << 20 }
            if turn.speaker == 0 { flags |= 1 << 26 }
            let size = Double(sentence.words.count)
            for (position, word) in sentence.words.enumerated() where !word.isComma {
                length += 1
                let found: Known
                if let old = known[word.key] {
                    found = old
                } else {
                    found = Self.known(word, note(Terms.of(word.key), &uses))
                    known[word.key] = found
                }
                var all = flags | found.flags
                if position > 0, word.isCapitalised, word.key != "i", !word.isShouted { all |= 1 << 8 }
                for place in found.places {
                    if let speaker = uses[place].speaker {
                        if speaker != turn.speaker { uses[place].isShared = true }
                    } else {
                        uses[place].first = index
                        uses[place].speaker = turn.speaker
                    }
                    uses[place].count += 1
                    uses[place].last = index
                    uses[place].sentence = max(uses[place].sentence, size)
                    uses[place].flags |= all
                }
                // The words after it belong to a plan.
                if found.plans { flags |= 1 << 21 }
            }
        }
    }

    private static func known(_ word: Word, _ places: [Int]) -> Known {
        var flags: UInt32 = 0
        func set(_ flag: Int, _ isSet: Bool) { if isSet { flags |= 1 << UInt32(flag) } }
        let key = word.key
        set(9, word.isNumber)
        set(10, word.is(.time))
        set(11, word.is(.function))
        set(12, word.is(.pronoun))
        set(13, key.hasSuffix("ing"))
        set(14, word.is(.past))
        set(15, word.is(.base))
        set(16, word.is(.auxiliary))
        set(17, key.utf8.count >= 7)
        set(23, word.is([.opener, .filler]))
        set(27, word.is(.preposition))
        set(30, word.is(.determiner))
        let plans = ["will", "going", "need", "want", "can", "have", "should"].contains(key)
        return Known(places: places, flags: flags, plans: plans)
    }

    /// The logarithms of the smallest whole numbers, which most counts are.
    private static let logarithms = (0..<64).map { PortableMath.log(Double($0)) }

    private static func logarithm(_ number: Double) -> Double {
        number < 64 ? logarithms[Int(number)] : PortableMath.log(number)
    }

    /// Bias, counts and places as fractions, and the flags set above as zero or one.
    private mutating func fill(_ uses: [Use]) {
        let turns = Double(max(dialogue.turns.count, 1))
        let size = PortableMath.log(Double(length + 1)) - 4.5
        features = [Double](repeating: 0, count: terms.count * Self.width)
        for (index, use) in uses.enumerated() {
            let base = index * Self.width
            for flag in 7..<Self.width where use.flags >> UInt32(flag) & 1 == 1 { features[base + flag] = 1 }
            features[base] = 1
            features[base + 1] = Self.logarithm(1 + use.count)
            features[base + 2] = use.isShared ? 1 : 0
            features[base + 3] = Double(use.first) / turns
            features[base + 4] = Double(use.last) / turns
            features[base + 5] = use.first == 0 && use.speaker != nil ? 1 : 0
            features[base + 6] = Double(use.last) >= 0.75 * turns ? 1 : 0
            features[base + 22] = Self.logarithm(1 + use.sentence) / 3
            features[base + 24] = size
            features[base + 25] = 0
        }
    }
}
