// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct KeyFinderTests {
    @Test(arguments: 0..<400)
    func `replaces what the built-in redaction replaces`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            FakeSecret.userKey, FakeSecret.projectKey, FakeSecret.sessionKey, "sk-", "sess-", "sk-short", "\\u0020",
            "%2F",
            " ", "\"", "a", "-", "\n", "\\n", "s", "sk-REDACTED", ".", "é",
        ]
        let text = (0..<12).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
        var edited = EditedText(Array(text.utf8))
        edited.apply(KeyFinder.edits(in: edited.bytes))
        #expect(
            String(decoding: edited.bytes, as: UTF8.self) == Redactor().redact(text, as: .lengthClass),
            "\(text)"
        )
    }
}
