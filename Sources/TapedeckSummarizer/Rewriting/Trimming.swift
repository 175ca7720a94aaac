// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Removal of words without content: greetings, names called, laughter, tags.
enum Trimming {
    static func core(_ words: [Word], names: Set<String>) -> [Word] {
        var body = words[...]
        while let first = body.first {
            let next = body.dropFirst().first
            let opens = next?.isComma == true || next.map { $0.is(.bePronoun) } == true
            if first.isComma || first.is(.empty) {
                body.removeFirst()
            } else if opens && (first.is(.opener) || names.contains(first.key)) {
                body.removeFirst()
            } else if names.contains(first.key), let next, body.count > 3,
                names.contains(next.key) && body[body.startIndex + 2].is(.bePronoun)
            {
                body.removeFirst(2)
            } else if names.contains(first.key), let next, body.count > 2, ["my", "your", "the"].contains(next.key) {
                body.removeFirst()
            } else if names.contains(first.key), let next, body.count > 2,
                next.is(.question) || inverts(next, body[body.startIndex + 2])
            {
                body.removeFirst()
            } else if first.key == "of", next?.key == "course" {
                body.removeFirst(2)
            } else if ["you", "i"].contains(first.key), let next, ["know", "mean"].contains(next.key), body.count > 3,
                body[body.startIndex + 2].is(.bePronoun) || body[body.startIndex + 2].isComma
            {
                body.removeFirst(2)
            } else if body.count > 4, next?.isComma == true, !first.isNumber {
                body.removeFirst(2)
            } else if body.count > 3, let next, !first.is(.function), !first.is(.finite),
                inverts(next, body[body.startIndex + 2]),
                ["you", "i", "we"].contains(body[body.startIndex + 2].key)
            {
                body.removeFirst()
            } else if body.count > 3, let next, ["the", "my"].contains(next.key),
                !first.is(.function),
                !first.is(.finite), !first.key.hasSuffix("ing"),
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
            if last.isComma || (last.is(.closer) && (isTag || closesAlone(last.key))) {
                body.removeLast()
            } else if names.contains(last.key), isTag {
                body.removeLast()
            } else if body.count > 4, body.dropLast(2).last?.key == "i" || body.dropLast(1).last?.key == "i",
                ["afraid", "think", "guess", "suppose", "hope", "know", "reckon"].contains(last.key)
            {
                body.removeLast(body.dropLast(1).last?.key == "i" ? 2 : 3)
            } else if body.count > 3, let previous, !isTag, body.dropLast(2).last?.isComma == true,
                inverts(previous, last) || (previous.key == "you" && last.key == "know")
            {
                body.removeLast(2)
            } else {
                break
            }
        }
        return Array(body)
    }

    static func inverts(_ first: Word, _ second: Word) -> Bool { first.is(.auxiliary) && second.is(.bePronoun) }

    private static func closesAlone(_ key: String) -> Bool {
        !["right", "love", "dear", "again", "man", "girl", "no", "then", "mum", "mom", "dad", "pal", "guys"].contains(
            key
        )
    }

    /// Removes adverbs that change no fact.
    static func withoutFillers(_ words: [Word]) -> [Word] {
        var result: [Word] = []
        for (index, word) in words.enumerated() {
            if word.is(.droppable) { continue }
            if word.key == "so", index > 0, index + 1 < words.count, words[index - 1].is(.auxiliary) {
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
            } else if word.is(.linker), !before.is(.function) || before.key == "it" {
                result.append(index)
            } else if word.is(.preposition), word.key != "to", word.key != "of", word.key != "off",
                word.key != "up", word.key != "out", word.key != "down", word.key != "like",
                index + 1 < words.count, !words[index + 1].is(.preposition),
                !["it", "that", "this"].contains(words[index + 1].key),
                !before.is(.function), !before.is(.finite),
                !before.key.hasSuffix("ing"), !before.key.hasSuffix("ed")
            {
                result.append(index)
            }
        }
        return result
    }
}
