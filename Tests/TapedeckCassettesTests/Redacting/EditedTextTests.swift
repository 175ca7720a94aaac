// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckCassettes

struct EditedTextTests {
    @Test func `marks keep their places, and those inside of what is replaced go to its end`() {
        var text = EditedText(Array("one SECRET two SECRET".utf8), marks: [0, 4, 6, 10, 14, 21])
        text.apply([Edit(range: 4..<10, bytes: Array("x".utf8)), Edit(range: 15..<21, bytes: Array("longer one".utf8))])
        #expect(String(decoding: text.bytes, as: UTF8.self) == "one x two longer one")
        #expect(text.marks == [0, 4, 5, 5, 9, 20])
        #expect(text.isChanged)
    }

    @Test func `without edits nothing changes`() {
        var text = EditedText([1, 2], marks: [2])
        text.apply([])
        #expect(!text.isChanged && text.bytes == [1, 2] && text.marks == [2])
    }
}
