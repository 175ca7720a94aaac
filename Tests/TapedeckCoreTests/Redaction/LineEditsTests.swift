// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct LineEditsTests {
    private func redact(_ text: String, _ pattern: String, type: String? = "application/json") throws -> String {
        let rules = try CompiledRedaction(RedactionRules(patterns: [pattern]))
        let bytes = Array(text.utf8)
        return String(
            decoding: Redactor(rules: rules).redact(bytes[...], as: .lengthClass, contentType: type),
            as: UTF8.self
        )
    }

    @Test(arguments: [
        (#"{"created":1767603600,"id":"a-1767603600"}"#, #"\d{4}"#, #"{"created":0,"id":"a-REDACTEDREDACTED00"}"#),
        (#"{"a":1767603600,"b":[12,-3.5e10,7]}"#, "[0-9]", #"{"a":0,"b":[0,0,0]}"#),
        (#"{"a":-12}"#, "12", #"{"a":0}"#), (#"{"a":12}"#, ":12", #"{"a"REDACTED}"#),
        (#"{"a\"b":12,"c":"\\"}"#, "12", #"{"a\"b":0,"c":"\\"}"#),
        (#"{"a":"12, 13"}"#, "1[23]", #"{"a":"REDACTED, REDACTED"}"#),
    ])
    func `numbers of JSON stay numbers`(text: String, pattern: String, expected: String) throws {
        #expect(try redact(text, pattern) == expected)
        #expect(try redact(text, pattern, type: nil) == expected)
    }

    @Test func `numbers of other text become placeholders`() throws {
        #expect(try redact("call 1234 now", "[0-9]+", type: "text/plain") == "call REDACTED now")
        #expect(try redact("call 1234 now", "[0-9]+", type: nil) == "call REDACTED now")
    }

    @Test func `what is a placeholder already is no match`() {
        let line = Array(#"{"a":0,"b":"REDACTED"}"#.utf8)
        #expect(LineEdits.edits([5..<6, 12..<20], in: line[...], keepsNumbers: true).isEmpty)
    }
}
