// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckCLI

struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한국어", 6), ("👍", 2), ("🇫🇷", 2), ("…", 1),
    ])
    func `characters take one column or two`(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test(arguments: [
        ("abcdef", 6, false, "abcdef"), ("abcdef", 4, false, "abc…"), ("abcdef", 4, true, "ab…f"),
        ("abcdefgh", 5, true, "ab…gh"),
        ("日本語", 4, false, "日…"), ("abc", 1, false, "…"), ("abc", 0, false, ""),
    ])
    func `a text that is too wide loses its end or its middle`(
        text: String,
        width: Int,
        keepsEnd: Bool,
        expected: String
    ) {
        #expect(DisplayWidth.fitted(text, to: width, keepsEnd: keepsEnd) == expected)
    }
}
