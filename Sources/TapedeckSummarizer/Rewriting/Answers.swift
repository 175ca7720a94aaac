// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The answers of others to a segment: yes, no, or a short phrase.
struct Answers: Sendable {
    struct Polarity { let isYes: Bool, number: Int? }
    struct Fragment { let words: [Word], number: Int }

    private let dialogue: Dialogue
    private let segments: [Segment]
    private let firstOfTurn: [Int: Int]

    init(dialogue: Dialogue, segments: [Segment]) {
        self.dialogue = dialogue
        self.segments = segments
        var first: [Int: Int] = [:]
        for segment in segments where first[segment.turn] == nil { first[segment.turn] = segment.number }
        firstOfTurn = first
    }

    /// The next turn of another speaker, if it follows soon.
    private func reply(to segment: Segment) -> Int? {
        let speaker = dialogue.turns[segment.turn].speaker
        let candidates = dialogue.turns.indices.dropFirst(segment.turn + 1).prefix(2)
        return candidates.first { dialogue.turns[$0].speaker != speaker }
    }

    /// The yes or no at the start of the reply.
    func polarity(after segment: Segment) -> Polarity? {
        guard let turn = reply(to: segment), let sentence = dialogue.turns[turn].sentences.first else { return nil }
        if sentence.isQuestion, sentence.words.count > 2 { return nil }
        let keys = sentence.words.prefix(4).map(\.key)
        let first = keys.first ?? "", second = keys.count > 1 ? keys[1] : ""
        let opening = keys.joined(separator: " ")
        for phrase in [
            "sounds", "why not", "no problem", "no worries", "of course", "will do", "i would love", "on it", "you bet",
            "works for me", "i am in", "count me in", "that works", "would love", "i do", "i am", "i did", "i have",
            "i will", "i can",
        ]
        where opening.hasPrefix(phrase) {
            if keys.contains("not") && phrase != "why not" { return Polarity(isYes: false, number: nil) }
            return Polarity(isYes: true, number: nil)
        }
        if Lexicon.noWords.contains(first) || keys.prefix(3).contains("not") && first != "why" {
            return Polarity(isYes: false, number: nil)
        }
        if Lexicon.yesWords.contains(first)
            || (["oh", "hmm", "haha", "well", "ah"].contains(first) && Lexicon.yesWords.contains(second))
        {
            if keys.dropFirst().contains("but") { return nil }
            return Polarity(isYes: true, number: nil)
        }
        return nil
    }

    /// The reply as a phrase without a verb: *At six.*
    func fragment(after segment: Segment) -> Fragment? {
        guard let turn = reply(to: segment), let number = firstOfTurn[turn] else { return nil }
        let reply = segments[number]
        guard !reply.isQuestion, (1...7).contains(reply.words.count) else { return nil }
        if dialogue.speakers.contains(where: { name in
            reply.words.count == 1 && reply.words[0].key == name.lowercased()
        }) {
            return nil
        }
        let keys = reply.words.map(\.key)
        guard
            !keys.contains(where: {
                Lexicon.auxiliaries.contains($0) || ["i", "you", "we", "not", "it", "he", "she", "they"].contains($0)
            }),
            let first = keys.first, !Lexicon.yesWords.contains(first), !Lexicon.noWords.contains(first),
            !Verbs.isFinite(first), !Lexicon.questionWords.contains(first),
            !["idk", "dunno", "nothing", "nobody", "everything", "haha", "because", "why", "lol"].contains(first)
        else { return nil }
        return Fragment(words: reply.words, number: number)
    }
}
