// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A part of a turn that can become a clause.
struct Segment: Sendable {
    var words: [Word]
    var isQuestion: Bool
    var turn: Int
    /// Index among all segments of the dialogue.
    var number: Int
    /// The sentence it belongs to, as written.
    var text: String

    /// All segments of a dialogue in order, without greetings and names that are called.
    static func all(of dialogue: Dialogue) -> [Self] {
        var names: Set<String> = []
        for name in dialogue.speakers {
            names.formUnion(name.lowercased().split(separator: " ").map(String.init))
        }
        let casing = Casing(dialogue)
        var result: [Self] = []
        for (turnIndex, turn) in dialogue.turns.enumerated() {
            for sentence in turn.sentences {
                let parts = split(casing.lowered(sentence.words))
                for (index, part) in parts.enumerated() {
                    let core = Trimming.core(part, names: names)
                    guard !core.isEmpty else { continue }
                    let question = (sentence.isQuestion && index == parts.count - 1) || isInverted(core)
                    result.append(
                        Self(
                            words: core,
                            isQuestion: question,
                            turn: turnIndex,
                            number: result.count,
                            text: sentence.text
                        )
                    )
                    if result.count >= 1200 { return result }
                }
            }
        }
        return result
    }

    private static func isInverted(_ words: [Word]) -> Bool {
        guard words.count > 2 else { return false }
        return words[0].key != "have" && Trimming.inverts(words[0], words[1])
            && !["this", "that", "there"].contains(words[1].key) && !["may", "must"].contains(words[0].key)
    }

    /// Splits a sentence where a new main clause begins.
    static func split(_ words: [Word]) -> [[Word]] {
        var parts: [[Word]] = []
        var current: [Word] = []
        var index = 0
        while index < words.count {
            let word = words[index]
            let joins = word.isComma || ["and", "but", "so"].contains(word.key)
            let isLong = current.count > 1 || word.isComma || current.first?.isNumber == true
            if joins, isLong, !current.isEmpty, index + 2 < words.count {
                var start = index + 1
                while start < words.count - 2,
                    words[start].isComma || ["and", "but", "so", "then", "also"].contains(words[start].key)
                {
                    start += 1
                }
                if beginsClause(words, at: start, afterComma: word.isComma) {
                    parts.append(current)
                    current = []
                    index = start
                    continue
                }
            }
            current.append(word)
            index += 1
        }
        if !current.isEmpty { parts.append(current) }
        return parts
    }

    private static func beginsClause(_ words: [Word], at start: Int, afterComma: Bool) -> Bool {
        guard start + 1 < words.count else { return false }
        let first = words[start], second = words[start + 1]
        let third = start + 2 < words.count ? words[start + 2] : nil
        if first.is(.bePronoun) { return second.is(.finite) || (second.is(.adverb) && third?.is(.finite) == true) }
        if Trimming.inverts(first, second) { return true }
        if first.key == "let" || (first.key == "do" && second.key == "not") { return true }
        if afterComma, first.is(.question), second.is(.auxiliary) { return true }
        if first.is(.determiner), third?.is([.auxiliary, .thirdPerson]) == true { return true }
        if afterComma, first.isCapitalised, second.is(.auxiliary), third != nil { return true }
        return afterComma && first.is(.base) && (second.is(.determiner) || second.key == "me")
    }
}
