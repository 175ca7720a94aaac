// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct TextPatternTests {
    @Test func `is compared by its text`() throws {
        #expect(try TextPattern("a+") == TextPattern("a+"))
        #expect(try TextPattern("a+") != TextPattern("b+"))
        #expect(try Set([TextPattern("uuid"), TextPattern("uuid"), TextPattern("date")]).count == 2)
    }

    @Test func `replaces every match`() throws {
        #expect(try TextPattern("a+").replacingMatches(in: "aa b a", with: "$0") == "$0 b $0")
        #expect(try TextPattern("uuid").replacingMatches(in: "uuid", with: "x") == "uuid")
    }

    @Test(arguments: [
        (#"(?P<name>[a-z]+)-\d+"#, "user-12 x", "# x"), (#"{"id":"[^"]+"}"#, #"[{"id":"7"}]"#, "[#]"),
        (#"a{2}"#, "aaa", "#a"), (#"\u{e9}"#, "caf\u{E9}", "caf#"), (#"(?i)KEY=\S+"#, "key=1 2", "# 2"),
        (#"a|b"#, "cab", "c##"), (#"^x"#, "xx", "#x"), (#"[0-9]$"#, "12", "1#"), ("\u{1F600}+", "a😀😀b", "a#b"),
        (#"\p{Lu}"#, "aÉ", "a#"), (#"[{}]+"#, "a{}b", "a#b"),
    ])
    func `takes the syntax of Swift's expressions`(_ row: (pattern: String, text: String, replaced: String)) throws {
        #expect(try TextPattern(row.pattern).replacingMatches(in: row.text, with: "#") == row.replaced)
    }

    @Test func `redacts what it cannot decide, and scrubs none of it`() throws {
        let pattern = try TextPattern("(.*)*x")
        let text = String(repeating: "hello there ", count: 200)
        #expect(pattern.replacingMatches(in: text, with: "#") == "#")
        #expect(MatchingRules(scrubbed: [pattern]).scrub(text) == text)
    }

    @Test func `tells places in bytes`() throws {
        var budget = PatternBudget(byteCount: 100)
        #expect(try TextPattern("b+").ranges(in: "é😀bb e\u{301}b", &budget) == [6..<8, 12..<13])
    }

    @Test(arguments: ["(.*)*x", "(a+)+$", "(a|a)*b", "(?:a?){30}a{30}b", "(\\w+\\s?)*;"])
    func `ends whatever the expression asks for`(_ pattern: String) throws {
        let pattern = try TextPattern(pattern)
        let text = String(repeating: "a", count: 4000) + "!" + String(repeating: "hello there ", count: 200)
        let clock = ContinuousClock()
        let elapsed = clock.measure {
            _ = pattern.replacingMatches(in: text, with: "#")
        }
        #expect(elapsed < .seconds(30))
    }
}
