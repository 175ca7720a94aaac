// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A classifier of capitals: those of a name, or only of a sentence's start or of shouting.
struct Casing {
    /// Unknown words that have no capital somewhere.
    private var small: Set<String> = []
    private var proper: Set<String> = []
    /// Words that always have a capital, by their lower-case form.
    private var forms: [String: Word] = days

    private static let days = Dictionary(
        uniqueKeysWithValues: [
            "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January", "February",
            "April", "June", "July", "August", "September", "October", "November", "December", "Christmas", "Easter",
        ].map { ($0.lowercased(), Word($0)) }
    )

    init(_ dialogue: Dialogue) {
        for name in dialogue.speakers {
            for part in name.split(separator: " ") {
                let word = Word(String(part))
                proper.insert(word.key)
                if word.isCapitalised, word.key.utf8.count > 2, !Self.isKnown(word) { forms[word.key] = word }
            }
        }
        for turn in dialogue.turns {
            for sentence in turn.sentences {
                for (index, word) in sentence.words.enumerated() where !word.isComma {
                    if !word.isCapitalised {
                        if !Self.isKnown(word) { small.insert(word.key) }
                    } else if index > 0, !word.isShouted {
                        proper.insert(word.key)
                    }
                }
            }
        }
    }

    /// The sentence as it would stand in the middle of another.
    func lowered(_ words: [Word]) -> [Word] {
        var result = words
        for (index, word) in words.enumerated() {
            if !word.isCapitalised {
                if !Self.isKnown(word), let form = forms[word.key] { result[index] = form }
                continue
            }
            if word.key == "i" { continue }
            if word.isShouted, word.text.utf8.count > 4 || (word.text.utf8.count > 1 && Self.isKnown(word)) {
                if !proper.contains(word.key) { result[index] = Word(word.key) }
            } else if index == 0, !proper.contains(word.key), small.contains(word.key) || Self.isKnown(word) {
                result[index] = Word(word.key)
            }
        }
        return result
    }

    private static func isKnown(_ word: Word) -> Bool {
        word.is([.function, .opener]) || word.is(.finite) || (word.key.utf8.count > 4 && word.key.hasSuffix("ing"))
    }
}
