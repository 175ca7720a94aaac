// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckCassettes

struct StreamRedactionTests {
    @Test func `replaces what only deltas put together say`() throws {
        func event(_ text: String) -> String {
            #"data: {"choices":[{"index":0,"delta":{"content":"\#(text)"}}]}"# + "\n\n"
        }
        var stream = EditedText(Array((event("mail al") + event("ice@") + event("example.com now") + event("!")).utf8))
        var counts = RedactionCounts()
        let pattern = try RedactionPattern(#"alice@example\.com"#)
        StreamRedaction(redactor: TextRedactor(patterns: [pattern])).redact(&stream, counts: &counts)
        let expected = event("mail REDACTED") + event("") + event(" now") + event("!")
        #expect(String(decoding: stream.bytes, as: UTF8.self) == expected)
        #expect(counts.total == 1)
    }
}
