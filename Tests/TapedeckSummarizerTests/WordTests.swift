// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSummarizer

struct WordTests {
    @Test(arguments: [
        "word", "Word", "WORD", "W", "5", "K9", "it's", "\u{C9}va", "\u{C9}V", "\u{130}", "\u{17F}s", "e\u{301}d",
        "\u{600}ed", ",",
    ])
    func `a word's shape is that of its characters`(text: String) {
        let word = Word(text)
        #expect(word.key == text.lowercased())
        #expect(word.isCapitalised == (text.first?.isUppercase == true))
        let isShouted = text.count > 1 && text.allSatisfy { !$0.isLowercase } && text.contains { $0.isLetter }
        #expect(word.isShouted == isShouted)
        #expect(word.isNumber == text.contains { $0.isASCII && $0.isNumber })
    }

    @Test(
        arguments: Array(Lexicon.functionWords) + Array(Verbs.bases.prefix(40)) + [
            "walks", "tries", "buses", "walked", "need", "red", "went", "hey", "lol", "xyz", "\u{600}ed", "\u{E9}s",
        ]
    )
    func `a word's classes are those of the lists and rules`(key: String) {
        let word = Word(key)
        #expect(word.is(.function) == Lexicon.functionWords.contains(key))
        #expect(word.is(.auxiliary) == Lexicon.auxiliaries.contains(key))
        #expect(word.is(.opener) == Lexicon.openers.contains(key))
        #expect(word.is(.base) == Verbs.isBase(key))
        #expect(word.is(.past) == Verbs.isPast(key))
        #expect(word.is(.thirdPerson) == Verbs.isThirdPerson(key))
        #expect(word.is(.finite) == Verbs.isFinite(key))
    }
}
