// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

struct LinePatternsTests {
    private func redact(
        _ pieces: [ArraySlice<UInt8>],
        _ patterns: [String],
        as placeholder: Placeholder = .lengthClass
    ) throws -> (bytes: [UInt8], replacements: Int) {
        let rules = try CompiledRedaction(RedactionRules(patterns: patterns))
        var stream = Redactor(rules: rules).stream(as: placeholder)
        let bytes = pieces.flatMap { stream.push($0) } + stream.finish()
        return (bytes, stream.replacements)
    }

    private func redact(_ text: String, _ patterns: [String], as placeholder: Placeholder = .lengthClass) throws
        -> String
    {
        String(decoding: try redact([Array(text.utf8)[...]], patterns, as: placeholder).bytes, as: UTF8.self)
    }

    @Test func `replaces matches line by line`() throws {
        #expect(
            try redact("user-1 and user-23\nuser\n-4 user-5", ["user-[0-9]+"])
                == "REDACTED and REDACTED\nuser\n-4 REDACTED"
        )
        #expect(try redact("a=1\r\nb=2\r\nc", [#"a[^x]*b"#, "[0-9]$"]) == "a=REDACTED\r\nb=REDACTED\r\nc")
        #expect(try redact("one two", ["one", "two"]) == "REDACTED REDACTED")
        #expect(try redact("\n\r\n\n", ["x*y"]) == "\n\r\n\n")
    }

    @Test func `refuses what is no regular expression`() {
        #expect(throws: MatchingRuleError.self) { try CompiledRedaction(RedactionRules(patterns: ["("])) }
    }

    @Test func `redacts the lines of text among lines that are not`() throws {
        let bytes =
            Array("id: user-1\r\n".utf8) + [0xFF, 0xFE, 0x0A] + Array("user-2".utf8) + [0x80, 0x0A]
            + Array("user-3".utf8)
        let expected =
            Array("id: REDACTED\r\n".utf8) + [0xFF, 0xFE, 0x0A] + Array("user-2".utf8) + [0x80, 0x0A]
            + Array("REDACTED".utf8)
        for pieces in bytes.cuts {
            let (redacted, replacements) = try redact(pieces, ["user-[0-9]"])
            #expect(redacted == expected)
            #expect(replacements == 2)
        }
    }

    @Test func `gives the same from any pieces`() throws {
        var generator = SplitMix64(seed: 14)
        let text = "user-1\nuser-22\r\n\r\n \(FakeSecret.userKey) user-333\n\nlast user-4"
        let whole = try redact([Array(text.utf8)[...]], ["user-[0-9]+"])
        #expect(whole.replacements == 5)
        for _ in 0..<200 {
            let cut = try redact(Array(text.utf8).pieces(upTo: 9, using: &generator), ["user-[0-9]+"])
            #expect(cut == whole)
        }
    }

    @Test func `gives the same from any pieces of a line beyond the limit`() throws {
        let line =
            [UInt8](repeating: UInt8(ascii: "x"), count: LinePatterns.lineLimit + 100) + Array("user-1\nuser-2".utf8)
        let whole = try redact([line[...]], ["user-[0-9]"])
        #expect(whole.bytes.count == line.count + 4)
        let half = line.count / 2
        let cut = try redact([line[..<half], line[half...]], ["user-[0-9]"])
        #expect(cut == whole)
    }

    @Test func `gives the fingerprint's form of a text from the cassette's`() throws {
        var generator = SplitMix64(seed: 15)
        // Apart from each other: a match next to half a key may make a whole one of it.
        let parts =
            SecretScannerTests.parts.map { $0 + " " } + ["user-1", "user-22...", "sk-user-3 ", "\n", "\r\n", "date"]
        for _ in 0..<2000 {
            let text = (0..<10).map { _ in parts[Int.random(in: parts.indices, using: &generator)] }.joined()
            let direct = try redact(text, ["user-[0-9]+", "date"], as: .uniform)
            let kept = try redact(text, ["user-[0-9]+", "date"])
            #expect(try redact(kept, ["user-[0-9]+", "date"], as: .uniform) == direct, "\(text)")
        }
    }
}
