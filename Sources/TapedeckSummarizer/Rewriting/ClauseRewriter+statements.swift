// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension ClauseRewriter {
    /// A regular past may be a participle, so it needs a recognisable subject before it.
    func tellsPast(_ words: [Word], at index: Int) -> Bool {
        if ["called", "named", "based", "used"].contains(words[index].key) { return false }
        if !words[index].key.hasSuffix("ed") { return true }
        return words[0].is(.determiner) || words[0].is(.bePronoun)
            || words[0].isCapitalised
    }

    func predicate(_ words: [Word], of person: Person, plural: Bool = false, in segment: Segment) -> [Word]? {
        var shift = PersonShift(speaker: speaker(segment), addressee: addressee(segment), subject: person)
        var index = 0
        while index < words.count, words[index].is(.adverb) { index += 1 }
        guard index < words.count else { return nil }
        let verb = words[index]
        guard verb.key.allSatisfy({ $0.isLetter || $0 == "'" }), verb.key.count > 1 else { return nil }
        guard verb.is(.finite) || (verb.key.count > 2 && !verb.is(.function)) else {
            return nil
        }
        let agreed = Word.words(Verbs.agree(verb.key, plural: plural))
        var rest = Array(words[(index + 1)...])
        // A second verb of the same subject agrees too: "I work late and have no car".
        for place in rest.indices.dropLast() where ["and", "or", "but", "then"].contains(rest[place].key) {
            let next = rest[place + 1].key
            let isPresent = !verb.is(.past) && !verb.is(.auxiliary)
            if ["am", "have", "do"].contains(next) || (isPresent && Verbs.isBase(next) && !Verbs.isPast(next)) {
                rest[place + 1] = Word(Verbs.agree(next, plural: plural))
            }
        }
        return words[..<index] + agreed + shift.shift(rest)
    }

    func clause(
        _ segment: Segment,
        _ subject: [Word],
        _ predicate: [Word],
        _ kind: Clause.Kind,
        _ other: Int? = nil
    ) -> Clause {
        Clause(
            subject: subject,
            predicate: predicate,
            kind: kind,
            turn: segment.turn,
            sources: [segment.number] + (other.map { [$0] } ?? [])
        )
    }

    func statements(_ segment: Segment) -> [Clause] {
        let person = speaker(segment)
        let words = segment.words
        var result: [Clause] = []
        let second = words[1].key
        // "I think we should go": what is thought can stand alone.
        if ["think", "guess", "suppose", "know", "hope", "believe", "heard", "bet"].contains(second), words.count > 4 {
            let inner = Array(words.dropFirst(words[2].key == "that" ? 3 : 2))
            if inner[0].is(.bePronoun) || inner[0].is(.determiner) {
                var part = segment
                part.words = inner
                part.isQuestion = false
                if inner.count > 2, ["think", "guess", "suppose", "believe"].contains(second) {
                    result += clauses(of: part)
                }
            }
        }
        if let predicate = predicate(Array(words.dropFirst()), of: person, in: segment), predicate.count > 1 {
            result.append(clause(segment, person.name, predicate, .statement))
        }
        return result
    }

    func both(_ segment: Segment) -> [Word]? {
        guard people.count >= 2, let other = addressee(segment) else { return nil }
        let pair =
            dialogue.turns[segment.turn].speaker < (dialogue.addressee(ofTurn: segment.turn) ?? 0)
            ? (speaker(segment), other) : (other, speaker(segment))
        return pair.0.name + [Word("and")] + pair.1.name
    }

    private static let sharedActions: Set<String> = [
        "meet", "go", "talk", "see", "have", "get", "celebrate", "play", "watch", "eat", "drive", "leave", "start",
        "visit", "be", "discuss", "share", "split", "take", "find", "figure", "do",
    ]

    /// Whether *we will* is likely to mean both speakers, and not one and others.
    private func isShared(_ words: [Word]) -> Bool {
        words[0].key != "will" || Self.sharedActions.contains(words[1].key)
    }

    func weStatements(_ segment: Segment) -> [Clause] {
        let words = Array(segment.words.dropFirst())
        var result: [Clause] = []
        let person = speaker(segment)
        if let first = words.first, ["can", "could", "should", "will", "shall"].contains(first.key), words.count > 1,
            isShared(words), let both = both(segment),
            let predicate = predicate(words, of: person, plural: true, in: segment)
        {
            let accepted = answers.polarity(after: segment)
            result.append(clause(segment, both, predicate, accepted?.isYes == true ? .agreed : .statement))
            if ["can", "could", "should"].contains(first.key), accepted?.isYes == true {
                result.append(clause(segment, both, [Word("will")] + predicate.dropFirst(), .agreed))
            }
        }
        if let predicate = predicate(words, of: person, in: segment), predicate.count > 1 {
            result.append(clause(segment, person.name, predicate, .statement))
        }
        return result
    }

    func youStatements(_ segment: Segment) -> [Clause] {
        guard let person = addressee(segment) else { return [] }
        guard let predicate = predicate(Array(segment.words.dropFirst()), of: person, in: segment), predicate.count > 1
        else {
            return []
        }
        var result = [clause(segment, person.name, predicate, .statement)]
        if ["can", "should", "could", "must", "need"].contains(segment.words[1].key) {
            result.append(
                clause(segment, speaker(segment).name, Word.words("thinks") + person.name + predicate, .requests)
            )
        }
        return result
    }

    /// Clauses without their subject: *Going home now*, *Can't come*, *Just landed*.
    func elliptical(_ segment: Segment) -> Clause? {
        let words = segment.words
        var index = 0
        while index < words.count - 1, words[index].is(.adverb) || words[index].key == "not" {
            index += 1
        }
        let verb = words[index].key
        let person = speaker(segment)
        if verb.hasSuffix("ing"), verb.count > 4,
            ![
                "thing", "nothing", "something", "everything", "anything", "morning", "evening", "being", "during",
                "king", "according",
            ].contains(verb)
        {
            var shift = PersonShift(speaker: person, addressee: addressee(segment), subject: person)
            return clause(segment, person.name, [Word("is")] + shift.shift(words), .statement)
        }
        let isAuxiliary = ["can", "could", "will", "would", "should", "might", "am", "have"].contains(verb)
        let next = index + 1 < words.count ? words[index + 1].key : ""
        guard
            (isAuxiliary && !Lexicon.bePronouns.contains(next))
                || (Verbs.isPast(verb) && index + 1 < words.count && next != "and")
        else { return nil }
        guard words.count > 2, !["was", "were", "did"].contains(verb) else { return nil }
        return predicate(words, of: person, in: segment).map { clause(segment, person.name, $0, .statement) }
    }

    /// Statements about anything else: *The train leaves at six*.
    func reports(_ segment: Segment) -> [Clause] {
        let words = segment.words
        guard !words[0].is(.question),
            !["not", "guess", "look", "see", "mind"].contains(words[0].key),
            !words[0].is(.auxiliary),
            !["if", "because", "than", "as", "until", "like", "before", "after", "once"].contains(words[0].key),
            let verb = words.indices.dropFirst().prefix(6).first(where: {
                words[$0].is(.auxiliary) || words[$0].is(.thirdPerson)
                    || (words[$0].is(.past) && $0 < words.count - 1 && tellsPast(words, at: $0))
                    || (["they", "people", "we", "you"].contains(words[$0 - 1].key) && words[$0].is(.finite))
            }), verb < words.count - 1
        else { return [] }
        // A noun with a verb's ending, "my friends", is not a verb.
        if words[verb - 1].is(.determiner),
            !["this", "that", "these", "those"].contains(words[verb - 1].key)
        {
            return []
        }
        var shift = PersonShift(speaker: speaker(segment), addressee: addressee(segment))
        let shifted = shift.shift(words)
        if verb <= 3,
            let person = people.first(where: { $0.name.elementsEqual(words[..<verb], by: { $0.key == $1.key }) })
        {
            let rest = Array(shifted.dropFirst(verb))
            return [clause(segment, person.name, rest, .report)]
        }
        let kind: Clause.Kind =
            words[0].is(.vaguePronoun) && (verb == 1 || words[0].key != "that") ? .vague : .report
        var result = [clause(segment, [], shifted, kind)]
        if kind == .vague {
            if ["say", "says", "said"].contains(words[verb].key) { return [] }
            var told = PersonShift(speaker: speaker(segment), addressee: addressee(segment), subject: speaker(segment))
            result = [clause(segment, speaker(segment).name, Word.words("says") + told.shift(words), .vague)]
        }
        return result
    }
}
