// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The usable forms of a rewritten clause: in full, and shortened where it stays complete.
enum ClausePolish {
    static let longest = 28

    static func forms(of clause: Clause, longest: Int = longest) -> [Clause] {
        if clause.kind == .quoted { return [clause] }
        var result: [Clause] = []
        var whole = clause
        whole.predicate = contract(Trimming.withoutFillers(clause.predicate))
        guard whole.predicate.count >= (clause.subject.isEmpty ? 3 : 2), !whole.predicate[1].isComma else { return [] }
        if whole.words.count <= longest, let last = whole.predicate.last, !hangs(last) { result.append(whole) }
        for cut in Trimming.cuts(whole.predicate) where cut >= 3 && cut + whole.subject.count <= longest {
            var short = whole
            short.predicate = Trimming.withoutFillers(Array(whole.predicate[..<cut]))
            short.isShortened = true
            guard short.predicate.count >= 3, let last = short.predicate.last, !dangles(last) else { continue }
            result.append(short)
            if result.count >= 5 { break }
        }
        return result
    }

    /// Whether a clause ends where more must follow.
    private static func hangs(_ word: Word) -> Bool {
        word.is(.auxiliary)
            || [
                "to", "and", "or", "but", "if", "because", "the", "a", "an", "of", "my", "your", "their", "says",
                "asks",
                "not", "be",
            ].contains(word.key)
    }

    private static func dangles(_ word: Word) -> Bool {
        word.is(.preposition) && !["up", "out", "off", "down", "over"].contains(word.key)
            || word.is(.determiner) || word.is(.auxiliary)
            || ["and", "or", "but", "if", "because", "to", "not", "asks"].contains(word.key)
    }

    /// Contracts *does not* to *doesn't*, as in talk and summaries.
    static func contract(_ words: [Word]) -> [Word] {
        var result: [Word] = []
        for word in words {
            if word.key == "not", let last = result.last, let short = Contractions.contracted(last) {
                result[result.count - 1] = short
            } else {
                result.append(word)
            }
        }
        return result
    }
}
