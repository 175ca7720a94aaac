// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct TextRedactorTests {
    private let redactor: TextRedactor

    init() throws {
        redactor = TextRedactor(patterns: [try RedactionPattern(#"alice@example\.com"#)])
    }

    private func redact(_ text: String, keepsNumbers: Bool = false) -> String {
        var edited = EditedText(Array(text.utf8))
        var counts = RedactionCounts()
        redactor.redact(&edited, TextRedactor.Kind(keepsNumbers: keepsNumbers), counts: &counts)
        #expect(edited.isChanged == (counts.total > 0))
        return String(decoding: edited.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("to alice@example.com.", "to REDACTED."),
        (#"{"a":"alice\u0040example.com"}"#, #"{"a":"REDACTED"}"#),
        (#"{"a":"x\n\u0061lice@example.com"}"#, #"{"a":"x\nREDACTED"}"#),
        (#"{"arguments":"{\"to\":\"alice\u0040example.com\"}"}"#, #"{"arguments":"{\"to\":\"REDACTED\"}"}"#),
        (#"{"a":"nobody"}"#, #"{"a":"nobody"}"#),
        (#"it"s {"a":"alice\u0040example.com"}"#, #"it"s {"a":"REDACTED"}"#),
    ])
    func `looks through escapes`(text: String, expected: String) {
        #expect(redact(text) == expected)
    }

    @Test(arguments: ["", "data:text/plain;base64,"])
    func `looks into base64`(prefix: String) {
        let encoded = Data("write to alice@example.com soon".utf8).base64EncodedString()
        let expected = Data("write to REDACTED soon".utf8).base64EncodedString()
        #expect(redact(#"{"file_data":"\#(prefix)\#(encoded)"}"#) == #"{"file_data":"\#(prefix)\#(expected)"}"#)
    }

    @Test func `looks through percent escapes`() {
        var edited = EditedText(Array("to=alice%40example.com&x=1".utf8))
        var counts = RedactionCounts()
        redactor.redactEncoded(&edited, counts: &counts)
        #expect(String(decoding: edited.bytes, as: UTF8.self) == "to=REDACTED&x=1")
    }

    @Test func `looks into bytes that are no UTF-8`() {
        var edited = EditedText([0xFF, 0xFE] + Array("alice@example.com".utf8) + [0x80])
        var counts = RedactionCounts()
        redactor.redact(&edited, counts: &counts)
        #expect(edited.bytes == [0xFF, 0xFE] + Array("REDACTED".utf8) + [0x80])
    }

    @Test func `finds what a combining mark follows`() {
        #expect(redact("alice@example.com\u{301}") == "REDACTED\u{301}")
    }

    @Test func `a number stays a number for clients`() throws {
        let redactor = TextRedactor(patterns: [try RedactionPattern("[0-9]{9}")])
        var counts = RedactionCounts()
        var edited = EditedText(Array(#"{"phone":123456789,"text":"123456789"}"#.utf8))
        redactor.redact(&edited, TextRedactor.Kind(keepsNumbers: true), counts: &counts)
        #expect(String(decoding: edited.bytes, as: UTF8.self) == #"{"phone":0,"text":"REDACTED"}"#)
    }

    @Test func `a rule that matches the empty text is refused`() {
        #expect(throws: (any Error).self) { try RedactionPattern("x*") }
    }
}
