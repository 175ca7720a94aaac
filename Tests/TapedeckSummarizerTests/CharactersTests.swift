// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSummarizer

struct CharactersTests {
    @Test func `the characters of a text and their kinds are those of a string`() {
        var texts = RandomText(seed: 4)
        for _ in 0..<1000 {
            let text = texts.next()
            let characters = Characters(text)
            let parts = characters.all.map { characters.string($0..<$0 + 1) }
            #expect(parts == text.map { String($0) }, "\(text.debugDescription)")
            for (unit, character) in zip(characters.units, text) {
                #expect(unit.kind.contains(.letter) == character.isLetter)
                #expect(unit.kind.contains(.number) == character.isNumber)
                #expect(unit.kind.contains(.whitespace) == character.isWhitespace)
                #expect(unit.kind.contains(.newline) == character.isNewline)
                let ascii = (UInt8(0)..<0x80).first { Character(Unicode.Scalar($0)) == character }
                #expect(unit.symbol == ascii || ascii == nil && unit.symbol >= 0x80)
            }
        }
    }

    @Test func `parts are trimmed, split and compared by characters`() {
        let text = Characters(" a\r\nb \u{301}:")
        #expect(text.string(text.trimmed(0..<2)) == "a")
        #expect(text.split(text.all, at: .newline).map(text.string) == [" a", "b \u{301}:"])
        #expect(text.starts(1..<4, with: "a"))
        #expect(!text.starts(3..<6, with: "b "))
        #expect(text.ends(text.all, with: ":"))
        let rest = text.removing(1..<3)
        #expect(rest.string(rest.all) == " b \u{301}:")
    }
}
