// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A rewriter of dialogue segments into clauses in the third person.
///
/// The rules are those of English grammar (person, agreement, inversion) and of conversation (proposal and acceptance,
/// question and answer), not of any data set.
struct ClauseRewriter {
    let dialogue: Dialogue
    let people: [Person]
    let segments: [Segment]
    let answers: Answers

    init(_ dialogue: Dialogue) {
        self.dialogue = dialogue
        people = dialogue.speakers.map { Person($0) }
        segments = Segment.all(of: dialogue)
        answers = Answers(dialogue: dialogue, segments: segments)
    }

    /// All complete clauses, in the order of the dialogue.
    func clauses() -> [Clause] {
        if dialogue.isPlainText { return sentences() }
        var result: [Clause] = []
        var cited = ""
        for segment in segments {
            let rewritten = clauses(of: segment)
            result += rewritten
            if rewritten.isEmpty, segment.text != cited, let citation = citation(segment) { result.append(citation) }
            cited = segment.text
        }
        return result
    }

    /// A quoted sentence, if it says something and cannot be rewritten.
    func citation(_ segment: Segment) -> Clause? {
        guard !segment.isQuestion, !segment.words[0].is(.question) else { return nil }
        let body = Dialogue.capitalised(segment.text)
        guard (4...16).contains(body.split(separator: " ").count), !body.has("\""), !body.has("<") else { return nil }
        let cited = "\"" + body + ".\""
        return Clause(
            subject: speaker(segment).name,
            predicate: [Word("says"), .comma] + Word.words(cited),
            kind: .quoted,
            turn: segment.turn,
            sources: [segment.number]
        )
    }

    /// The sentences of running text, unchanged.
    func sentences() -> [Clause] {
        dialogue.turns.enumerated().compactMap { index, turn in
            guard let sentence = turn.sentences.first, !sentence.isQuestion else { return nil }
            return Clause(subject: [], predicate: sentence.words, kind: .report, turn: index, sources: [index])
        }
    }

    func speaker(_ segment: Segment) -> Person { people[dialogue.turns[segment.turn].speaker] }

    func addressee(_ segment: Segment) -> Person? {
        dialogue.addressee(ofTurn: segment.turn).map { people[$0] }
    }

    func clauses(of segment: Segment) -> [Clause] {
        guard segment.words.count > 1 else { return [] }
        if segment.isQuestion { return questions(segment) }
        let first = segment.words[0].key, second = segment.words[1].key
        if ["thanks", "thank"].contains(first) { return thanks(segment) }
        if ["happy", "congratulations", "merry"].contains(first) { return wishes(segment) }
        if first == "let", second == "us" { return proposals(segment, Array(segment.words.dropFirst(2))) }
        if ["think", "thought", "guess", "hope", "wish", "hoping"].contains(first),
            !Lexicon.questionWords.contains(second)
        {
            var whole = segment
            whole.words.insert(contentsOf: Word.words(first == "hoping" ? "I am" : "I"), at: 0)
            return statements(whole)
        }
        if first == "i" { return statements(segment) }
        if first == "we" { return weStatements(segment) }
        if first == "you" { return youStatements(segment) }
        if (first == "do" && second == "not") || isOrder(segment.words) { return orders(segment) }
        if let elliptical = elliptical(segment) { return [elliptical] }
        return reports(segment)
    }
}

extension String {
    /// Whether it has an ASCII character; most texts have not even its byte.
    fileprivate func has(_ character: Character) -> Bool {
        character.asciiValue.map(utf8.contains) == true && contains(character)
    }
}
