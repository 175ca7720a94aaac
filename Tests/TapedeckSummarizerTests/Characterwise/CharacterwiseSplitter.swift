// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

@testable import TapedeckSummarizer

/// The sentences of a text by Swift's own characters, which the splitter must agree with.
enum CharacterwiseSplitter {
    static func sentences(_ text: String) -> [Sentence] {
        var result: [Sentence] = []
        var current = ""
        let characters = Array(text.prefix(SentenceSplitter.limit))
        func finish(question: Bool) {
            let words = words(current)
            let trimmed = shown(current)
            if !words.isEmpty { result.append(Sentence(words: words, isQuestion: question, text: trimmed)) }
            current = ""
        }
        var index = 0
        while index < characters.count {
            let character = characters[index]
            let next = index + 1 < characters.count ? characters[index + 1] : " "
            switch character {
            case "?", "!", "…", "？", "！", "。":
                var question = character == "?" || character == "？"
                while index + 1 < characters.count, "?!….？！".contains(characters[index + 1]) {
                    index += 1
                    question = question || characters[index] == "?"
                }
                finish(question: question)
            case "." where !(next.isLetter || next.isNumber):
                while index + 1 < characters.count, ".?!".contains(characters[index + 1]) { index += 1 }
                let question = characters[index] == "?"
                if abbreviates(current) && !question { current.append(character) } else { finish(question: question) }
            case "\n", "\r\n", ";":
                finish(question: false)
            case "(", ")", "[", "]":
                finish(question: false)
            case "-" where next == " " && current.last == " ", "–", "—":
                finish(question: false)
            default:
                if character.isEmojiLike { finish(question: false) } else { current.append(character) }
            }
            index += 1
        }
        finish(question: false)
        return result
    }

    /// Words and commas, without emoticons, links and file placeholders.
    static func words(_ text: String) -> [Word] {
        var result: [Word] = []
        for piece in text.split(whereSeparator: \.isWhitespace) {
            if piece.hasPrefix("<") || piece.hasPrefix("http") || piece.hasPrefix("www.") { continue }
            var body = piece
            while let last = body.last, isEdge(last) { body.removeLast() }
            let isBeforeComma = piece.dropFirst(body.count).contains(",") && !body.isEmpty
            while let first = body.first, isEdge(first), first != "$", first != "£", first != "€" { body.removeFirst() }
            guard body.contains(where: { $0.isLetter || $0.isNumber }) else {
                if piece.contains(","), result.last?.isComma == false { result.append(.comma) }
                continue
            }
            // Emoticons such as :D or xD contain no words.
            if [":", ";", "="].contains(where: piece.hasPrefix), body.count <= 2 { continue }
            result += expand(String(body))
            if isBeforeComma { result.append(.comma) }
        }
        while result.last?.isComma == true { result.removeLast() }
        while result.first?.isComma == true { result.removeFirst() }
        Contractions.resolveHas(in: &result)
        return result
    }

    private static func expand(_ word: String) -> [Word] {
        let plain = String(word.map { $0 == "’" || $0 == "‘" || $0 == "`" ? "'" : $0 })
        if let long = Contractions.whole[plain.lowercased()] { return Word.words(long) }
        if plain.hasSuffix("n't"), plain.count > 4 { return Word.words(plain.dropLast(3) + " not") }
        for (ending, verb) in [("'ll", "will"), ("'ve", "have"), ("'re", "are")] where plain.hasSuffix(ending) {
            return Word.words(plain.dropLast(3) + " " + verb)
        }
        return [Word(plain)]
    }

    private static func isEdge(_ character: Character) -> Bool {
        !(character.isLetter || character.isNumber || character == "%" || character == "€" || character == "£")
    }

    private static func abbreviates(_ text: String) -> Bool {
        ["Mr", "Mrs", "Ms", "Dr", "St", "p.m", "a.m", "e.g", "i.e", "approx"].contains { abbreviation in
            text.hasSuffix(abbreviation)
                && (text.count == abbreviation.count || text.dropLast(abbreviation.count).last?.isLetter == false)
        }
    }

    /// A sentence as quoted: single spaces, and no rest of an emoticon at its end.
    private static func shown(_ text: String) -> String {
        var body = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        while let last = body.last, " :;=-*,/\\<^".contains(last) { body.removeLast() }
        return body
    }

    static func trim(_ text: String) -> String {
        var body = text[...]
        while body.first?.isWhitespace == true { body.removeFirst() }
        while body.last?.isWhitespace == true { body.removeLast() }
        return String(body)
    }
}

extension Character {
    fileprivate var isEmojiLike: Bool {
        guard let scalar = unicodeScalars.first, scalar.value > 0x2100 else { return false }
        return scalar.properties.isEmojiPresentation || scalar.properties.generalCategory == .otherSymbol
            || scalar.properties.isVariationSelector || scalar.value == 0x200D
    }
}
