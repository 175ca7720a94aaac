// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// One line of a step of the stemmer: a suffix and what replaces it.
struct PorterRule: Sendable {
    let suffix: [UInt8]
    let replacement: [UInt8]

    init(_ suffix: String, _ replacement: String = "") {
        self.suffix = Array(suffix.utf8)
        self.replacement = Array(replacement.utf8)
    }

    /// Replaces the suffix when the measure of what stands before it is above `measure`.
    func apply(to word: inout [UInt8], above measure: Int) {
        let stem = word.count - suffix.count
        guard measure < 0 || WordShape(word, stem).measure > measure else { return }
        word.replaceSubrange(stem..., with: replacement)
    }
}

/// The lists of the stemmer, in the order in which they are tried.
enum PorterRules {
    static let irregular: [[UInt8]: [UInt8]] = {
        let words = [
            ("skies", "sky"), ("dying", "die"), ("lying", "lie"), ("tying", "tie"), ("news", "news"),
            ("innings", "inning"), ("inning", "inning"), ("outings", "outing"), ("outing", "outing"),
            ("cannings", "canning"), ("canning", "canning"), ("howe", "howe"), ("proceed", "proceed"),
            ("exceed", "exceed"), ("succeed", "succeed"),
        ]
        return Dictionary(uniqueKeysWithValues: words.map { (Array($0.utf8), Array($1.utf8)) })
    }()

    static let step1a: [PorterRule] = [
        .init("sses", "ss"), .init("ies", "i"), .init("ss", "ss"), .init("s"),
    ]

    static let step2: [PorterRule] = [
        .init("ational", "ate"), .init("tional", "tion"), .init("enci", "ence"), .init("anci", "ance"),
        .init("izer", "ize"), .init("bli", "ble"), .init("alli", "al"), .init("entli", "ent"), .init("eli", "e"),
        .init("ousli", "ous"), .init("ization", "ize"), .init("ation", "ate"), .init("ator", "ate"),
        .init("alism", "al"), .init("iveness", "ive"), .init("fulness", "ful"), .init("ousness", "ous"),
        .init("aliti", "al"), .init("iviti", "ive"), .init("biliti", "ble"), .init("fulli", "ful"),
    ]

    static let step3: [PorterRule] = [
        .init("icate", "ic"), .init("ative"), .init("alize", "al"), .init("iciti", "ic"), .init("ical", "ic"),
        .init("ful"), .init("ness"),
    ]

    static let step4: [PorterRule] = [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate",
        "iti", "ous", "ive", "ize",
    ].map { PorterRule($0) }
}

/// Vowels and consonants of the beginning of a word, as the rules ask for them.
struct WordShape {
    /// Places where a vowel is directly followed by a consonant.
    private(set) var measure = 0
    private(set) var hasVowel = false
    private(set) var endsInDoubleConsonant = false
    private(set) var endsInShortSyllable = false
    /// Whether each of the last letters is a vowel; the lowest bit is the last.
    private var vowels: UInt = 0
    private var isEmpty = true

    var endsInVowel: Bool { vowels & 1 == 1 }

    init(_ word: [UInt8], _ length: Int) {
        for letter in word[..<length] {
            let isVowel = Self.isVowel(letter, after: isEmpty ? nil : endsInVowel)
            if endsInVowel, !isVowel { measure += 1 }
            hasVowel = hasVowel || isVowel
            isEmpty = false
            vowels = vowels << 1 | (isVowel ? 1 : 0)
        }
        guard length >= 2 else { return }
        let last = word[length - 1]
        endsInDoubleConsonant = last == word[length - 2] && !endsInVowel
        if length == 2 {
            endsInShortSyllable = vowels & 0b11 == 0b10
        } else {
            endsInShortSyllable = vowels & 0b111 == 0b010 && !"wxy".utf8.contains(last)
        }
    }

    /// `y` is a vowel after a consonant only; digits are consonants.
    private static func isVowel(_ letter: UInt8, after previous: Bool?) -> Bool {
        switch letter {
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"): true
        case UInt8(ascii: "y"): previous == false
        default: false
        }
    }
}

extension [UInt8] {
    /// Whether the bytes end with these.
    func ends(with suffix: some Collection<UInt8>) -> Bool {
        count >= suffix.count && self[(count - suffix.count)...].elementsEqual(suffix)
    }

    /// Whether the bytes end with this text.
    func ends(with suffix: String) -> Bool { ends(with: suffix.utf8) }
}
