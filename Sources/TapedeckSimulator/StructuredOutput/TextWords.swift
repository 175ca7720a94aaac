// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Text cut into words, for finding what a conversation and a schema have in common.
enum TextWords {
    /// The words of a text in lower case: letters and digits, cut where case or punctuation changes.
    static func lowercased(of text: some StringProtocol) -> [String] {
        var words: [String] = []
        var word = ""
        var wasLower = false
        for character in text {
            guard character.isLetter || character.isNumber else {
                if !word.isEmpty { words.append(word) }
                word = ""
                wasLower = false
                continue
            }
            if character.isUppercase, wasLower, !word.isEmpty {
                words.append(word)
                word = ""
            }
            wasLower = character.isLowercase || character.isNumber
            word += character.lowercased()
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    /// A word without the endings of plural and of the forms of verbs, so that `cities` meets `city`.
    static func stem(_ word: String) -> String {
        if word.hasSuffix("ies"), word.count > 4 { return word.dropLast(3) + "y" }
        for ending in ["ing", "ed"] where word.hasSuffix(ending) && word.count > ending.count + 3 {
            return String(word.dropLast(ending.count))
        }
        guard word.hasSuffix("s"), !word.hasSuffix("ss"), word.count > 3 else { return word }
        return String(word.dropLast())
    }

    /// The stems of a text's words that say something.
    static func stems(of text: some StringProtocol) -> [String] {
        lowercased(of: text).filter { !common.contains($0) && $0.count > 1 }.map(stem)
    }

    /// Sentences: up to a full stop, question or exclamation mark before white space, or the end of a line.
    static func sentences(of text: some StringProtocol) -> [String] {
        var sentences: [String] = []
        var sentence = ""
        var hasEnded = false
        for character in text {
            if character.isNewline || (hasEnded && character.isWhitespace) {
                append(&sentence, to: &sentences)
                hasEnded = false
                continue
            }
            sentence.append(character)
            hasEnded = ".!?".contains(character)
        }
        append(&sentence, to: &sentences)
        return sentences
    }

    private static func append(_ sentence: inout String, to sentences: inout [String]) {
        let trimmed = sentence.drop { $0.isWhitespace }
        if !trimmed.isEmpty { sentences.append(String(trimmed)) }
        sentence = ""
    }

    /// Words that say nothing about what a text is about.
    static let common: Set<String> = [
        "a", "about", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can",
        "could", "did", "do", "does", "each", "for", "from", "get", "given", "gives", "has", "have", "he", "her",
        "his", "how", "i", "if", "in", "into", "is", "it", "its", "just", "like", "me", "my", "name", "no", "not",
        "of", "on", "one", "or", "our", "out", "please", "s", "she", "should", "so", "some", "t", "tell", "than",
        "that", "the", "their", "them", "then", "there", "these", "they", "this", "to", "up", "us", "use", "used",
        "using", "was", "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "would",
        "you", "your", "e", "g", "eg", "ie", "re", "m", "ll", "ve", "d", "don", "function", "tool", "value",
        "string", "number", "object", "list", "return", "returns", "here", "hello", "hi", "want", "need", "know",
    ]
}
