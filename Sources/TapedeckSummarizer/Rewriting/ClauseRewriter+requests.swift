// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension ClauseRewriter {
    func isOrder(_ words: [Word]) -> Bool {
        guard let first = words.first, first.is(.base) || first.key == "be" else { return false }
        guard
            ![
                "love", "sound", "sounds", "look", "like", "mind", "miss", "hope", "see", "guess", "hate", "have",
                "mean", "want", "need", "lie", "rest", "work", "type", "charge", "sort",
            ].contains(first.key) || words.count > 2 && first.key == "have"
        else { return false }
        let second = words[1].key
        if ["of", "is", "from"].contains(second) { return false }
        if second == "on", ["go", "come", "hold", "hang"].contains(first.key), words.count < 4 { return false }
        if first.key == "have", !["a", "fun", "some"].contains(second) { return false }
        return !Lexicon.auxiliaries.contains(second) || second == "do"
    }

    func orders(_ segment: Segment) -> [Clause] {
        guard let other = addressee(segment) else { return [] }
        let person = speaker(segment)
        var shift = PersonShift(speaker: person, addressee: other)
        shift.hasNamedSpeaker = true
        shift.hasNamedAddressee = true
        var words = segment.words
        let negated = words[0].key == "do"
        if negated { words.removeFirst(2) }
        guard words.count > 1 else { return [] }
        let body = shift.shift(words)
        let infinitive = (negated ? Word.words("not to") : [Word("to")]) + body
        var result = [
            clause(segment, person.name, [Word("asks")] + other.name + infinitive, .requests),
            clause(segment, person.name, [Word("wants")] + other.name + infinitive, .requests),
        ]
        if negated { result.removeLast() }
        if let answer = answers.polarity(after: segment), answer.isYes, !negated {
            var own = PersonShift(speaker: person, addressee: other, subject: other)
            result.append(clause(segment, other.name, [Word("will")] + own.shift(words), .agreed, answer.number))
        }
        return result
    }

    func proposals(_ segment: Segment, _ words: [Word]) -> [Clause] {
        guard let both = both(segment), let first = words.first, first.is(.base) || first.key == "be" else {
            return []
        }
        let person = speaker(segment)
        var shift = PersonShift(speaker: person, addressee: addressee(segment), subject: person)
        let body = shift.shift(words)
        let answer = answers.polarity(after: segment)
        var result = [clause(segment, person.name, Word.words("wants to") + body, .requests)]
        if answer?.isYes != false {
            result.append(clause(segment, both, [Word("will")] + body, .agreed, answer?.number))
        }
        return result
    }

    func thanks(_ segment: Segment) -> [Clause] {
        var words = Array(segment.words.dropFirst())
        if words.first?.key == "you" { words.removeFirst() }
        while let first = words.first, ["so", "very", "much", "a", "lot", "again"].contains(first.key) {
            words.removeFirst()
        }
        guard words.first?.key == "for", words.count > 1, let other = addressee(segment) else { return [] }
        var shift = PersonShift(speaker: speaker(segment), addressee: other, subject: other)
        return [clause(segment, speaker(segment).name, [Word("thanks")] + other.name + shift.shift(words), .courtesy)]
    }

    func wishes(_ segment: Segment) -> [Clause] {
        guard let other = addressee(segment) else { return [] }
        let words = segment.words
        let predicate: [Word]
        if words[0].key == "congratulations" {
            guard words[1].key == "on" else { return [] }
            var shift = PersonShift(speaker: speaker(segment), addressee: other, subject: other)
            predicate = [Word("congratulates")] + other.name + shift.shift(Array(words.dropFirst()))
        } else {
            guard ["birthday", "anniversary", "christmas", "easter"].contains(words[1].key) else { return [] }
            predicate = [Word("wishes")] + other.name + [Word("a"), Word(words[0].key), words[1]]
        }
        return [clause(segment, speaker(segment).name, predicate, .courtesy)]
    }
}
