// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

@Suite struct PatternTests {
    @Test(arguments: [
        ("^a+b$", "aaab", true), ("^a+b$", "b", false), ("a|bc", "xbcx", true), ("^(a|bc)*$", "abcbca", true),
        ("^[^0-9]{2,3}$", "ab", true), ("^[^0-9]{2,3}$", "a1", false), ("^\\d{3}-\\w+$", "123-a_b", true),
        ("\\bfoo\\b", "a foo b", true), ("\\bfoo\\b", "food", false), ("^x{0}$", "", true), ("^.$", "\n", false),
        ("^[\\w.-]+@[a-z]+\\.[a-z]{2,}$", "a.b-c@example.org", true), ("^(?:ab){2}$", "abab", true),
        ("^\\u00e9$", "é", true), ("^a{,2}$", "a{,2}", true), ("[]]", "]", false), ("(a", "", nil), ("a**", "", nil),
        ("(?=a)", "", nil), ("(a)\\1", "", nil), ("\\p{L}", "", nil), ("[b-a]", "", nil), ("a{3,2}", "", nil),
    ])
    func `matches as ECMAScript does, or says what it cannot`(pattern: String, text: String, matches: Bool?) {
        #expect((try? Pattern(pattern))?.matches(text) == matches)
    }

    @Test func `takes time linear in the text`() throws {
        let pattern = try Pattern("^(a|a)*(a|a)*(a|a)*b$")
        #expect(!pattern.matches(String(repeating: "a", count: 5000)))
    }

    @Test(arguments: [
        "^[A-Z]{2}\\d{4}$", "^(red|green|blue)$", "^#[0-9a-fA-F]{6}$", "^v\\d+\\.\\d+\\.\\d+$", "^\\w+(\\s\\w+)*$",
    ])
    func `makes strings that match`(pattern: String) throws {
        let pattern = try Pattern(pattern)
        for number in 0..<20 {
            let sample = try #require(pattern.sample(number, extra: number % 4, limit: 100))
            #expect(pattern.matches(sample))
        }
    }

    @Test func `refuses expressions that are too large`() {
        #expect(throws: PatternError.self) { try Pattern("((a{100}){100}){100}") }
        #expect(throws: PatternError.self) { try Pattern(String(repeating: "(", count: 200)) }
        #expect(throws: PatternError.self) { try Pattern("a{100000}") }
    }

    @Test(arguments: [
        StringFormat.dateTime, .date, .time, .duration, .email, .hostname, .ipv4, .ipv6, .uuid, .uri,
    ])
    func `makes strings of a format, all different`(format: StringFormat) {
        let samples = (0..<40).map(format.sample)
        #expect(samples.allSatisfy(format.accepts))
        #expect(Set(samples).count == 40)
    }

    @Test(arguments: [
        (StringFormat.date, "2025-02-29"), (.date, "2025-2-9"), (.time, "24:00:00Z"), (.time, "10:00"),
        (.dateTime, "2025-01-01 10:00:00Z"), (.duration, "P"), (.duration, "PT"), (.duration, "P1S"),
        (.email, "a@"), (.email, "a b@c.de"), (.hostname, "-a.b"), (.ipv4, "1.2.3"), (.ipv4, "1.2.3.256"),
        (.ipv6, "1::2::3"), (.uuid, "1234"), (.uri, "no scheme"),
    ])
    func `tells what is not of a format`(format: StringFormat, text: String) {
        #expect(!format.accepts(text))
    }
}
