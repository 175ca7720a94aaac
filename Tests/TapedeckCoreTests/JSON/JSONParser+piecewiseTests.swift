// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@Suite struct JSONParserPiecewiseTests {
    /// Reads a value whole, after passing over it and reading it member by member have come to the same end.
    private func tree(_ text: String) throws -> JSONValue {
        let bytes = Array(text.utf8)
        var skipping = JSONParser(bytes: bytes[...], replacesHalves: true)
        _ = try skipping.raw()
        try skipping.finish()
        var parser = JSONParser(bytes: bytes[...], replacesHalves: true)
        let tree = try parser.value()
        try parser.finish()
        return tree
    }

    @Test(arguments: [
        (#""a\"\\\/\b\f\n\r\tb""#, "a\"\\/\u{8}\u{C}\n\r\tb"),
        (#""\u0041\u00e9\u20AC""#, "A\u{E9}\u{20AC}"),
        (#""\ud83d\ude00""#, "\u{1F600}"),
        (#""\ud83d""#, "\u{FFFD}"),
        (#""\ude00x""#, "\u{FFFD}x"),
        (#""\ud83d\u0041""#, "\u{FFFD}A"),
        (#""\ud83d\n""#, "\u{FFFD}\n"),
        ("\"\u{1F469}\u{200D}\u{1F680}\"", "\u{1F469}\u{200D}\u{1F680}"),
    ])
    func `strings are unescaped`(json: String, text: String) throws {
        guard case .string(let value) = try tree(json) else {
            Issue.record("not a string")
            return
        }
        #expect(Array(value.unicodeScalars) == Array(text.unicodeScalars))
    }

    @Test(arguments: ["0", "-0", "1e5", "0.1", "5e-324", "1.7976931348623157E+308", "-12.5e-3"])
    func `numbers are read to the nearest double`(json: String) throws {
        guard case .number(let number) = try tree(json) else {
            Issue.record("not a number")
            return
        }
        #expect(number.value == Double(json))
    }

    @Test(arguments: [
        "", " ", "01", "1.", ".5", "+1", "1e", "-", "tru", "nul", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":1,}", "{a:1}",
        "\"\\u12\"", "\"\\ud83d\\u12\"", "\"", "'a'", "[", "{", "]", "NaN", "1 2", "\"a\nb\"",
    ])
    func `what is not JSON is refused`(json: String) {
        #expect(throws: JSONError.self) { try tree(json) }
    }

    @Test func `deep nesting is refused and not followed`() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONError.self) { try tree(deep) }
        #expect(throws: Never.self) {
            try tree(String(repeating: "[", count: 256) + String(repeating: "]", count: 256))
        }
    }

    @Test(arguments: [
        (#"{"a": NaN}"#, "'a' is NaN, which JSON does not have; write null, or leave it out", 6),
        (#"{"a": -Infinity}"#, "'a' is -Infinity, which JSON does not have; write null, or leave it out", 6),
        (#"{"a": nan}"#, "'a' is nan, which JSON does not have; write null, or leave it out", 6),
        (#"{"a" : False}"#, "'a' is False, which JSON does not have; write false", 7),
        ("[Infinity]", "a value is Infinity, which JSON does not have; write null, or leave it out", 1),
    ])
    func `what Python writes for no number is named`(text: String, message: String, offset: Int) throws {
        let bytes = Array(text.utf8)
        var parser = JSONParser(bytes: bytes[...])
        let error = try #require(throws: JSONError.self) { try parser.skip() }.namingLiterals(in: bytes[...])
        #expect(error.offset == offset && error.reason == message)
    }
}
