// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Removal of words without content: greetings, names called, laughter, tags.
enum Trimming {
    private static let always = Lexicon.set(
        """
        hey hi hello oh ok okay k yeah yes yep yup nope nah lol haha hahaha hmm hm mmm omg btw anyway anyways and but \
        wow ah ahh aha um uh ugh argh aww aw hehe heh oops alright yay ooh ohh whoa jeez geez lmao rofl tbh imo fyi ps \
        plus so also well then please pls ha yo congrats apparently basically honestly obviously damn because or
        """
    )

    static func core(_ words: [Word], names: Set<String>) -> [Word] {
        var body = words[...]
        while let first = body.first {
            let next = body.dropFirst().first
            let opens = next?.isComma == true || next.map { Lexicon.bePronouns.contains($0.key) } == true
            if first.isComma || always.contains(first.key) {
                body.removeFirst()
            } else if opens && (Lexicon.openers.contains(first.key) || names.contains(first.key)) {
                body.removeFirst()
            } else if names.contains(first.key), let next, body.count > 3,
                names.contains(next.key) && Lexicon.bePronouns.contains(body[body.startIndex + 2].key)
            {
                body.removeFirst(2)
            } else if names.contains(first.key), let next, body.count > 2, ["my", "your", "the"].contains(next.key) {
                body.removeFirst()
            } else if names.contains(first.key), let next, body.count > 2,
                Lexicon.questionWords.contains(next.key) || inverts(next.key, body[body.startIndex + 2].key)
            {
                body.removeFirst()
            } else if first.key == "of", next?.key == "course" {
                body.removeFirst(2)
            } else if ["you", "i"].contains(first.key), let next, ["know", "mean"].contains(next.key), body.count > 3,
                Lexicon.bePronouns.contains(body[body.startIndex + 2].key) || body[body.startIndex + 2].isComma
            {
                body.removeFirst(2)
            } else if body.count > 4, next?.isComma == true, !first.isNumber {
                body.removeFirst(2)
            } else if body.count > 3, let next, !Lexicon.functionWords.contains(first.key), !Verbs.isFinite(first.key),
                inverts(next.key, body[body.startIndex + 2].key),
                ["you", "i", "we"].contains(body[body.startIndex + 2].key)
            {
                body.removeFirst()
            } else if body.count > 3, let next, ["the", "my"].contains(next.key),
                !Lexicon.functionWords.contains(first.key),
                !Verbs.isFinite(first.key), !first.key.hasSuffix("ing"),
                !["thanks", "thank", "both", "all"].contains(first.key)
            {
                body.removeFirst()
            } else {
                break
            }
        }
        while let last = body.last {
            let previous = body.dropLast().last
            let isTag = previous?.isComma == true
            if last.isComma || (Lexicon.closers.contains(last.key) && (isTag || closesAlone(last.key))) {
                body.removeLast()
            } else if names.contains(last.key), isTag {
                body.removeLast()
            } else if body.count > 4, body.dropLast(2).last?.key == "i" || body.dropLast(1).last?.key == "i",
                ["afraid", "think", "guess", "suppose", "hope", "know", "reckon"].contains(last.key)
            {
                body.removeLast(body.dropLast(1).last?.key == "i" ? 2 : 3)
            } else if body.count > 3, let previous, !isTag, body.dropLast(2).last?.isComma == true,
                inverts(previous.key, last.key) || (previous.key == "you" && last.key == "know")
            {
                body.removeLast(2)
            } else {
                break
            }
        }
        return Array(body)
    }

    static func inverts(_ first: String, _ second: String) -> Bool {
        Lexicon.auxiliaries.contains(first) && Lexicon.bePronouns.contains(second)
    }

    private static func closesAlone(_ key: String) -> Bool {
        !["right", "love", "dear", "again", "man", "girl", "no", "then", "mum", "mom", "dad", "pal", "guys"].contains(
            key
        )
    }

    /// Removes adverbs that change no fact.
    static func withoutFillers(_ words: [Word]) -> [Word] {
        let droppable: Set<String> = [
            "just", "really", "actually", "totally", "literally", "honestly", "completely", "seriously", "basically",
            "simply", "absolutely", "very", "definitely", "please", "lol", "haha", "even", "still", "already",
        ]
        var result: [Word] = []
        for (index, word) in words.enumerated() {
            if droppable.contains(word.key) { continue }
            if word.key == "so", index > 0, index + 1 < words.count, Lexicon.auxiliaries.contains(words[index - 1].key)
            {
                continue
            }
            if word.isComma, result.isEmpty || result.last?.isComma == true { continue }
            result.append(word)
        }
        while let last = result.last,
            last.isComma
                || ["and", "but", "so", "or", "because", "though", "tho", "anyway", "again", "too", "then"]
                    .contains(last.key)
        {
            result.removeLast()
        }
        return result
    }

    /// Positions where a sentence can end early and stay complete.
    static func cuts(_ words: [Word]) -> [Int] {
        var result: [Int] = []
        for index in words.indices.dropFirst(2) {
            let word = words[index], before = words[index - 1]
            if index + 1 < words.count, words[index + 1].isNumber, before.isNumber { continue }
            if word.isComma {
                result.append(index)
            } else if before.isComma {
                continue
            } else if ["because", "but", "so", "and", "if", "when", "while", "although", "though", "since", "unless"]
                .contains(word.key), !Lexicon.functionWords.contains(before.key) || before.key == "it"
            {
                result.append(index)
            } else if Lexicon.prepositions.contains(word.key), word.key != "to", word.key != "of", word.key != "off",
                word.key != "up", word.key != "out", word.key != "down", word.key != "like",
                index + 1 < words.count, !Lexicon.prepositions.contains(words[index + 1].key),
                !["it", "that", "this"].contains(words[index + 1].key),
                !Lexicon.functionWords.contains(before.key), !Verbs.isFinite(before.key),
                !before.key.hasSuffix("ing"), !before.key.hasSuffix("ed")
            {
                result.append(index)
            }
        }
        return result
    }
}
