// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckTestSupport
import Testing

@testable import TapedeckCore

struct CanonicalJSONTests {
    private func canonical(_ bytes: [UInt8], rules: MatchingRules = .strict) -> [UInt8]? {
        bytes.withUnsafeBufferPointer { CanonicalJSON(parsing: $0, rules: rules)?.bytes }
    }

    /// The plain way: a tree, written.
    private func reference(_ bytes: [UInt8]) -> [UInt8]? {
        (try? JSONValue(parsing: bytes, leniently: true))?.canonical
    }

    /// Pieces of documents that are apt to go wrong.
    private static let parts = [
        "{", "}", "[", "]", ",", ":", " ", "\n", "\"", "\"a\"", "\"b\":1", "\"\\u0061\":2", "\"é\"", "\"漢，\"", "\\",
        "\\n",
        "\\u00e9", "\\u001f", "\\/", "\\u0022", "\\ud83d", "\\ud83d\\ude00", "\\ude00", "\\ufdd0", "\u{FEFF}", "null",
        "true", "false", "nul", "1", "-0", "1.0", "0.7", "1e2", "1E-7", "0.0000001", "0.000001", "1e400", "-", "01",
        "1.",
        "123456789012345678901", "1234567890123456789012", "100000000000000000000000", "1e999999999999999",
        "\"a long text without anything of note\"", "\"zzzzzzzzb\":1", "\"zzzzzzzza\":2", "\"zzzzzzzz\":3", "\"a\":4",
        "\"😀\":5", "\"\u{FFFF}\":6",
    ]

    @Test func `is what the tree gives, or nothing, for any bytes`() {
        var generator = SplitMix64(seed: 14)
        var documents = 0
        for _ in 0..<5000 {
            var bytes =
                Bool.random(using: &generator)
                ? Array(JSONValue.random(depth: 4, using: &generator).text(indent: 1).utf8)
                : (0..<Int.random(in: 0..<12, using: &generator)).flatMap { _ in
                    Array((Self.parts.randomElement(using: &generator) ?? "").utf8)
                }
            if !bytes.isEmpty, Int.random(in: 0..<4, using: &generator) == 0 {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            let expected = reference(bytes)
            if expected != nil { documents += 1 }
            #expect(canonical(bytes) == expected, "\(String(decoding: bytes, as: UTF8.self))")
        }
        #expect(documents > 1000)
    }

    @Test(arguments: [
        "0", "-0", "1", "-1", "1.0", "0.5", "-0.5", "0.05", "0.000001", "0.0000001", "0.10", "10.25", "1e2", "1E+2",
        "1e-7",
        "123456789012345678901", "1234567890123456789012", "12345678901234567890.5", "0.12345678901234567890123",
        "1e21",
    ])
    func `spells numbers as the tree does`(_ number: String) {
        #expect(canonical(Array(number.utf8)) == reference(Array(number.utf8)))
    }

    @Test func `makes room for what becomes longer`() {
        let text = "[" + Array(repeating: "1e20", count: 1000).joined(separator: ",") + "]"
        #expect(canonical(Array(text.utf8)) == reference(Array(text.utf8)))
    }

    @Test func `keeps the last of members with one name, in any number`() {
        for count in [2, 16, 17, 100] {
            let members = (0..<count).map { "\"\(["b", "a", "\\u0062", "c"][$0 % 4])\":\($0)" }
            let text = "{" + members.joined(separator: ",") + "}"
            #expect(canonical(Array(text.utf8)) == reference(Array(text.utf8)))
        }
    }

    @Test func `reads as deep as the tree`() {
        for depth in [JSONValue.depthLimit, JSONValue.depthLimit + 1] {
            let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            #expect((canonical(Array(text.utf8)) == nil) == (depth > JSONValue.depthLimit))
        }
    }

    @Test func `scrubs strings with escapes`() throws {
        let rules = try MatchingRules(scrubbing: ["x+"])
        #expect(canonical(Array(#"["axx\n","\"x\\"]"#.utf8), rules: rules) == Array(##"["a<x+>\n","\"<x+>\\"]"##.utf8))
        #expect(canonical(Array(#"["\"]"#.utf8), rules: rules) == nil)
    }
}
