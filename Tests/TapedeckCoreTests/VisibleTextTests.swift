// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct VisibleTextTests {
    @Test(
        arguments: [
            ("\u{1B}[2K\u{1B}]0;x\u{07}", #"\u001b[2K\u001b]0;x\u0007"#), ("a\nb\r\nc\rd", #"a\nb\r\nc\rd"#),
            ("\0\u{7F}\u{9B}1m\u{85}", #"\u0000\u007f\u009b1m\u0085"#),
            ("a\u{202E}b\u{2066}c\u{200F}\u{061C}\u{2028}", #"a\u202eb\u2066c\u200f\u061c\u2028"#),
            ("plain ü é 日本 👍🏽 \u{A0}\ttab", "plain ü é 日本 👍🏽 \u{A0}\ttab"), ("", ""),
        ]
    )
    func `spells out what a terminal would obey`(_ row: (text: String, line: String)) {
        #expect(VisibleText.line(row.text) == row.line)
    }

    @Test func `keeps the line ends of text`() {
        #expect(VisibleText.text("a\nb\r\nc\rd\u{1B}") == "a\nb\r\nc\\rd\\u001b")
        #expect(!VisibleText.hasControls(Array("a\n\tb".utf8)) && VisibleText.hasControls([0x61, 0x1B]))
    }

    @Test func `leaves JSON the same JSON`() throws {
        let value: JSONValue = ["\u{7F}\u{9B}": "\u{202E}\u{1B}\n"]
        #expect(try JSONValue(parsing: Array(VisibleText.line(value.text()).utf8)) == value)
    }
}
