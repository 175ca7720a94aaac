// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct BodyRedactorTests {
    private func redact(_ bytes: [UInt8], ends: [Int], window: Int) throws -> (bytes: [UInt8], ends: [Int]) {
        var redactor = BodyRedactor(redactor: TextRedactor(patterns: [try RedactionPattern("secret[0-9]+")])) { _, _ in
            []
        }
        redactor.windowSize = window
        var written: [UInt8] = []
        var counts = RedactionCounts()
        let kind = BodyRedactor.Kind(contentType: "application/jsonl")
        let moved = try redactor.redact(.bytes(bytes), kind, ends: ends, counts: &counts) { written += $0 }
        return (written, moved)
    }

    @Test(arguments: 0..<60)
    func `a body that is redacted in pieces is the same as one redacted at once`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let words = ["secret123", "word", " ", "\n", "{\"a\":\"secret\\u0034\"}", ",", "secret", "7", "é"]
        // A line as long as a piece may be cut at a separator, and so each ends well before.
        let lines = (0..<40).map { _ in
            (0..<6).map { _ in words.randomElement(using: &generator) ?? "" }.joined() + "\n"
        }
        let bytes = Array(lines.joined().utf8)
        let ends = (0..<9).map { _ in Int.random(in: 0...bytes.count, using: &generator) }.sorted() + [bytes.count]
        let whole = try redact(bytes, ends: ends, window: 1 << 20)
        let pieces = try redact(bytes, ends: ends, window: 200)
        #expect(whole.bytes == pieces.bytes)
        #expect(whole.ends == pieces.ends)
        #expect(whole.ends.last == whole.bytes.count)
        #expect(whole.bytes.firstRange(of: Array("secret1".utf8)) == nil)
    }

    @Test func `a line longer than a piece is cut where text seldom goes on`() throws {
        let bytes = Array(String(repeating: "x secret1 y, ", count: 100).utf8)
        let redacted = try redact(bytes, ends: [], window: 64)
        #expect(String(decoding: redacted.bytes, as: UTF8.self) == String(repeating: "x REDACTED y, ", count: 100))
    }
}
