// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A measure of a dialogue's drafts, by word probabilities and expected length.
struct DraftMeasure {
    let analysis: DialogueAnalysis
    private let model: WordModel
    /// The predicted length of the summary in terms.
    let expectedLength: Double

    /// Probability of each term by its number; the dialogue's terms come first.
    private var chances: [Double]
    private var foreign: [String: Int32] = [:]
    /// Uses of each term in the current draft; all zero between drafts.
    private var uses: [Int32]
    /// The numbers of words with one term, and of all others.
    private var single: [String: Int32] = [:]
    private var several: [String: [Int32]] = [:]
    private let nameTerms: [[Int32]]

    /// Value of the second occurrence of a word, relative to the first.
    private static let repeated = 0.3

    init(_ analysis: DialogueAnalysis, model: WordModel, expectedLength: Double) {
        self.analysis = analysis
        self.model = model
        self.expectedLength = expectedLength
        chances = model.chances(analysis)
        uses = [Int32](repeating: 0, count: chances.count)
        nameTerms = analysis.dialogue.speakers.map { name in
            Terms.of(name).compactMap { analysis.places[$0].map(Int32.init) }
        }
    }

    /// The number of a term; terms not in the dialogue get the next number.
    mutating func number(_ term: String) -> Int32 {
        if let place = analysis.places[term] { return Int32(place) }
        if let known = foreign[term] { return known }
        let number = Int32(chances.count)
        foreign[term] = number
        chances.append(model.chanceOfForeign(term))
        uses.append(0)
        return number
    }

    /// The numbers of the terms of words.
    mutating func numbers(_ words: [Word]) -> [Int32] {
        var result: [Int32] = []
        result.reserveCapacity(words.count + 2)
        for word in words where !word.isComma {
            if let known = single[word.key] {
                result.append(known)
            } else if let known = several[word.key] {
                result += known
            } else {
                let new = Terms.of(word.key).map { number($0) }
                if new.count == 1 { single[word.key] = new[0] } else { several[word.key] = new }
                result += new
            }
        }
        return result
    }

    /// The expected overlap of a draft that goes on: each term's probability, less for repeated ones.
    ///
    /// Terms that are added have to be taken back by ``remove(_:)``.
    mutating func add(_ terms: [Int32], to overlap: Double) -> Double {
        var sum = overlap
        for term in terms {
            let place = Int(term)
            if uses[place] == 0 {
                sum += chances[place]
            } else if uses[place] == 1 {
                sum += chances[place] * Self.repeated
            }
            uses[place] += 1
        }
        return sum
    }

    mutating func remove(_ terms: [Int32]) {
        for term in terms { uses[Int(term)] -= 1 }
    }

    private mutating func expectedOverlap(_ terms: [Int32]) -> Double {
        defer { remove(terms) }
        return add(terms, to: 0)
    }

    /// The expected F1 of a text with a number of terms.
    func expectation(overlap: Double, count: Int) -> Double { 2 * overlap / (Double(count) + expectedLength) }

    /// The expected F1 of a text with these terms.
    mutating func expectation(_ terms: [Int32]) -> Double {
        expectation(overlap: expectedOverlap(terms), count: terms.count)
    }

    /// What the words of a clause add to the features of its drafts.
    struct ClauseWords {
        let vague: Int
        let futures: Int
        let hasTime: Bool
        let hasNumber: Bool

        init(_ clause: Clause) {
            let words = clause.words
            vague = words.count { $0.is(.vaguePronoun) }
            futures = words.count { $0.key == "will" || $0.key == "won't" }
            hasTime = words.contains { $0.is(.time) }
            hasNumber = words.contains(where: \.isNumber)
        }
    }

    mutating func features(of draft: Draft, _ words: [ClauseWords], terms: [Int32]) -> DraftFeatures {
        let overlap = expectedOverlap(terms)
        let count = Double(max(terms.count, 1))
        let turns = Double(max(analysis.dialogue.turns.count, 1))
        let ratio = PortableMath.log(count / expectedLength)
        var values = [Double](repeating: 0, count: DraftFeatures.width)
        values[0] = 2 * overlap / (count + expectedLength)
        values[1] = overlap / count
        values[2] = overlap / expectedLength
        values[3] = ratio
        values[4] = ratio * ratio
        values[5] = draft.clauses.count == 2 ? 1 : 0
        values[6] = draft.clauses.count > 2 ? 1 : 0
        let named = nameTerms.count { name in name.contains(where: terms.contains) }
        values[7] = Double(named) / Double(max(nameTerms.count, 1))
        values[8] = nameTerms.first?.contains(where: terms.contains) == true ? 1 : 0
        values[9] = Double(draft.clauses.first?.turn ?? 0) / turns
        values[10] = Double(draft.clauses.last?.turn ?? 0) / turns
        let share = 1 / Double(max(draft.clauses.count, 1))
        var vague = 0.0
        for (clause, words) in zip(draft.clauses, words) {
            // Indices 11 to 19 are the kinds.
            values[11 + clause.kind.rawValue] += share
            if clause.isShortened { values[20] += share }
            vague += Double(words.vague)
            if words.hasTime { values[25] = 1 }
            if words.hasNumber { values[26] = 1 }
            for _ in 0..<words.futures { values[27] += share }
        }
        values[21] = named >= 2 ? 1 : 0
        var function = 0.0
        for term in terms where Int(term) < analysis.terms.count {
            function += analysis.features[Int(term) * DialogueAnalysis.width + 11]
        }
        values[22] = function / count
        values[23] = draft.clauses.count > 1 && draft.clauses[0].subject == draft.clauses[1].subject ? 1 : 0
        values[24] = vague / count
        return DraftFeatures(terms: terms, values: values)
    }
}
