// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckCore

struct ScriptJSONTests {
    @Test(arguments: [
        "</script><!--", "a & b", "\u{2028}x\u{2029}", "\u{2027}\u{202A}\u{2028}", "\u{E28}\u{A8}\u{80}", "",
    ]) func `the value stays, and nothing can end the element`(text: String) throws {
        let escaped = ScriptJSON.escaped(JSONValue.string(text).text().utf8)
        #expect(try JSONValue(parsing: escaped) == .string(text))
        let shown = String(decoding: escaped, as: UTF8.self)
        #expect(!shown.contains { "<>&\u{2028}\u{2029}".contains($0) })
    }
}
