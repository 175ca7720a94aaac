// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension ClauseRewriter {
    func questions(_ segment: Segment) -> [Clause] {
        var words = segment.words
        let first = words[0].key
        if Lexicon.questionWords.contains(first) { return openQuestions(segment) }
        // "Want some?", "Coming tonight?", "You ready?"
        if first == "you", words.count > 1, !words[1].is(.auxiliary) {
            words.insert(Word(words[1].is(.base) ? "do" : words[1].is(.past) ? "did" : "are"), at: 0)
            if words[0].key == "did" { return [] }
        } else if !Lexicon.auxiliaries.contains(first), first.hasSuffix("ing"), first.count > 4 {
            words = Word.words("are you") + words
        } else if ["want", "need", "like", "know", "remember", "feel", "mind", "fancy"].contains(first) {
            words = Word.words("do you") + words
        } else if first == "any" {
            return [clause(segment, speaker(segment).name, Word.words("asks about") + words, .asks)]
        }
        guard let inversion = Inversion(words) else {
            var part = segment
            part.isQuestion = false
            return first == "let" ? clauses(of: part) : []
        }
        return closedQuestions(segment, inversion)
    }

    /// The subject of a question in the third person; `nil` when that person is not in the dialogue.
    private func personAsked(
        _ key: String,
        _ inversion: Inversion,
        _ segment: Segment
    ) -> (subject: [Word], isPlural: Bool, shift: PersonShift)? {
        let person = speaker(segment), other = addressee(segment)
        switch key {
        case "you":
            return other.map { ($0.name, false, PersonShift(speaker: person, addressee: $0, subject: $0)) }
        case "i":
            return (person.name, false, PersonShift(speaker: person, addressee: other, subject: person))
        case "we":
            return both(segment).map { ($0, true, PersonShift(speaker: person, addressee: other, subject: person)) }
        default:
            var shift = PersonShift(speaker: person, addressee: other)
            let subject = shift.shift(inversion.subject)
            return (subject, inversion.isPluralSubject, shift)
        }
    }

    func closedQuestions(_ segment: Segment, _ inversion: Inversion) -> [Clause] {
        let person = speaker(segment), other = addressee(segment)
        let key = inversion.subject.first?.key ?? ""
        let isNamed = key != "you" || inversion.subject.count == 1
        guard let asked = personAsked(isNamed ? key : "", inversion, segment) else { return [] }
        let (subject, plural) = (asked.subject, asked.isPlural)
        var shift = asked.shift
        var result: [Clause] = []
        let answer = answers.polarity(after: segment)
        let isVague = Lexicon.vaguePronouns.contains(key) && inversion.subject.count == 1
        if let answer {
            var answered = inversion
            let isRequest = key == "you" && ["can", "could", "would", "will"].contains(inversion.auxiliary)
            let isOffer =
                ["i", "we"].contains(key) && ["shall", "can", "could", "should"].contains(inversion.auxiliary)
            if (isRequest || isOffer) && answer.isYes && inversion.rest.first?.key != "like" {
                answered.auxiliary = "will"
            }
            if let predicate = answered.predicate(plural: plural, negated: !answer.isYes), !isVague {
                let kind: Clause.Kind = (isRequest || isOffer) && answer.isYes ? .agreed : .answered
                result.append(clause(segment, subject, shift.shift(predicate), kind, answer.number))
            }
        }
        guard let predicate = inversion.predicate(plural: plural, negated: inversion.isNegated && key != "you") else {
            return result
        }
        var asking = PersonShift(speaker: person, addressee: other, subject: person)
        if key == "you" { asking.hasNamedAddressee = true }
        if key == "you", ["can", "could", "would", "will"].contains(inversion.auxiliary), let other,
            let verb = inversion.rest.first, verb.is(.base), verb.key != "like"
        {
            result.append(
                clause(
                    segment,
                    person.name,
                    [Word("asks")] + other.name + [Word("to")] + asking.shift(inversion.rest),
                    .requests
                )
            )
            return result
        }
        let named = key == "i" ? [person.subject] : key == "we" ? [Word("they")] : subject
        let verbs =
            key == "i" && person.isPluralPronoun
            ? inversion.predicate(plural: true, negated: false) ?? predicate : predicate
        result.append(clause(segment, person.name, Word.words("asks if") + named + asking.shift(verbs), .asks))
        return result
    }

    func openQuestions(_ segment: Segment) -> [Clause] {
        let words = segment.words
        let person = speaker(segment), other = addressee(segment)
        let first = words[0].key
        guard words.count > 2,
            !(["how", "what"].contains(first) && ["are", "about", "is"].contains(words[1].key) && words.count == 3
                && ["you", "up", "it", "that", "this"].contains(words[2].key))
        else { return [] }
        if ["how", "what"].contains(first), words[1].key == "about" {
            var shift = PersonShift(speaker: person, addressee: other, subject: person)
            return [clause(segment, person.name, [Word("suggests")] + shift.shift(Array(words.dropFirst(2))), .asks)]
        }
        if first == "why", words.count > 4, words[1].key == "do", words[2].key == "not" || words[3].key == "not" {
            let body = Array(words.dropFirst(4))
            if words[2].key == "we" || words[3].key == "we" { return proposals(segment, body) }
        }
        if first == "who", words[1].is(.finite), words.count > 2, !words[2].is(.bePronoun) {
            var shift = PersonShift(speaker: person, addressee: other, subject: person)
            return [clause(segment, person.name, [Word("asks")] + shift.shift(words), .asks)]
        }
        guard
            let place = words.indices.dropFirst().prefix(4).first(where: { words[$0].is(.auxiliary) }
            ),
            let inversion = Inversion(Array(words[place...]), isOpen: true)
        else { return [] }
        let asked = words[..<place]
        let key = inversion.subject.first?.key ?? ""
        guard let found = personAsked(key, inversion, segment) else { return [] }
        let (subject, plural) = (found.subject, found.isPlural)
        var shift = found.shift
        let isCopula = inversion.rest.isEmpty && ["is", "are", "was", "were"].contains(inversion.auxiliary)
        let predicate =
            isCopula
            ? [Word(Verbs.agree(inversion.auxiliary, plural: plural))]
            : inversion.predicate(plural: plural, negated: inversion.isNegated)
        guard let predicate else { return [] }
        var result: [Clause] = []
        if let gap = gap(in: predicate, after: asked), let fragment = answers.fragment(after: segment), first != "why",
            first != "how" || words[1].key != "do",
            !Lexicon.vaguePronouns.contains(key) || key == "they"
        {
            var own = PersonShift(speaker: other ?? person, addressee: person, subject: key == "you" ? other : nil)
            let before = shift.shift(Array(predicate[..<gap])), after = shift.shift(Array(predicate[gap...]))
            let filled = before + own.shift(lowered(fragment.words, after: first)) + after
            result.append(clause(segment, subject, filled, .answered, fragment.number))
        }
        var asking = PersonShift(speaker: person, addressee: other, subject: person)
        if key == "you" { asking.hasNamedAddressee = true }
        let named = key == "i" ? [person.subject] : key == "we" ? [Word("they")] : subject
        result.append(clause(segment, person.name, [Word("asks")] + asked + named + asking.shift(predicate), .asks))
        return result
    }

    /// The position of the answer in a predicate: after a stranded preposition, *going with*, or at the end.
    private func gap(in predicate: [Word], after asked: ArraySlice<Word>) -> Int? {
        guard asked.count == 1, let question = asked.first, ["what", "who", "which"].contains(question.key) else {
            return predicate.count
        }
        let stranded = predicate.indices.dropFirst().first { index in
            predicate[index].is(.preposition) && predicate[index].key != "to"
                && (index == predicate.count - 1 || predicate[index + 1].is(.preposition))
        }
        if let stranded { return stranded + 1 }
        let isFilled = predicate.contains { $0.is(.preposition) || $0.is(.time) }
        return isFilled ? nil : predicate.count
    }

    /// A short answer in lower case, for *how* and *what*; days and known names keep their capitals.
    func lowered(_ words: [Word], after question: String) -> [Word] {
        guard ["how", "what"].contains(question), let first = words.first, !first.is(.time),
            !first.isShouted,
            words.count < 2 || !words[1].isCapitalised
        else { return words }
        return [Word(first.key)] + words.dropFirst()
    }
}
