// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckTestSupport
import Testing

@testable import TapedeckCore

struct SecretScannerTests {
    private func scan(
        _ pieces: [ArraySlice<UInt8>],
        secrets: [String] = [],
        as placeholder: Placeholder = .lengthClass
    ) -> (text: String, replacements: Int) {
        var scanner = SecretScanner(secrets: secrets, placeholder: placeholder)
        let bytes = pieces.flatMap { scanner.push($0) } + scanner.finish()
        return (String(decoding: bytes, as: UTF8.self), scanner.replacements)
    }

    private func scan(
        _ text: String,
        secrets: [String] = [],
        as placeholder: Placeholder = .lengthClass
    ) -> (text: String, replacements: Int) {
        scan([Array(text.utf8)[...]], secrets: secrets, as: placeholder)
    }

    // MARK: - Keys

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let before: String
        let after: String
        var testDescription: String { name }

        init(_ name: String, _ before: String, _ after: String = "") {
            self.name = name
            self.before = before
            self.after = after
        }
    }

    static let places = [
        Case("alone", ""),
        Case("in a sentence", "my key ", ", thanks"),
        Case("in JSON", #"{"key":""#, #""}"#),
        Case("after a new line of JSON", #"{"t":"a\n"#, #"\nb"}"#),
        Case("after a unicode escape", #"{"t":"a\u0020"#, #"\u0020"}"#),
        Case("after an escaped quote", #"{"t":"\""#, #"\""}"#),
        Case("after an escaped backslash", #"{"t":"\\"#, #"\\"}"#),
        Case("in a query", "/v1/files?key=", "&limit=2"),
        Case("after a percent escape", "/v1/files?q=a%20", "%20b"),
        Case("after an escaped equals sign", "q=key%3D", "%26"),
        Case("after text beyond ASCII", "é", "é"),
        Case("in a header", "Bearer "),
        Case("in a URL's user", "https://", "@host/"),
    ]

    static let keys = [FakeSecret.userKey, FakeSecret.projectKey, FakeSecret.sessionKey]

    @Test(arguments: places, keys)
    func `replaces a key, however it is cut`(_ place: Case, _ key: String) {
        let bytes = Array((place.before + key + place.after).utf8)
        let prefix = key.hasPrefix("sk") ? "sk-" : "sess-"
        let whole = scan([bytes[...]])
        #expect(whole.text.hasPrefix(place.before + prefix + "REDACTED.."))
        #expect(whole.text.hasSuffix("." + place.after))
        #expect(
            whole.text.utf8.count == bytes.count - key.utf8.count + (key.utf8.count < 100 ? 51 : 164)
                - (key.utf8.count < 40 ? 27 : 0)
        )
        #expect(whole.replacements == 1)
        for pieces in bytes.cuts {
            let cut = scan(pieces)
            #expect(cut == whole)
        }
    }

    /// Enough to follow a prefix, had it been one; not written out, so that no file holds what looks like a key.
    private static let digits = String(repeating: "0123456789", count: 3)

    static let harmless = [
        "ta" + "sk-" + "description-generator-v2-final", "ri" + "sk-" + "assessment-of-large-language-models",
        "desk-" + digits,
        "sk-short", "sk-" + digits.prefix(19), "sk-" + digits.prefix(10) + "." + digits, "possess-" + digits,
        "SK-" + digits, "a_sk-" + digits, "sk-", "sess-", "sk", "s", "%zzsk-" + digits, "wusk-" + digits,
    ]

    @Test(arguments: harmless)
    func `leaves alone what is no key`(_ text: String) {
        for pieces in Array(text.utf8).cuts {
            let (kept, replacements) = scan(pieces)
            #expect(kept == text)
            #expect(replacements == 0)
        }
    }

    @Test func `takes a key from its minimum length on`() {
        let shortest = "sk" + "-" + String(repeating: "x", count: SecretScanner.minimumKeyLength)
        #expect(scan(shortest).replacements == 1)
        #expect(scan(String(shortest.dropLast())).replacements == 0)
    }

    @Test func `replaces every key of many`() {
        let text = Self.keys.joined(separator: " ")
        let whole = scan(text)
        #expect(whole.replacements == 3)
        for key in Self.keys { #expect(!whole.text.contains(key.dropFirst(10))) }
        #expect(scan(text, as: .uniform).text == "REDACTED REDACTED REDACTED")
    }

    @Test(arguments: [(20, 24), (34, 24), (37, 51), (96, 51), (97, 164), (500, 164)])
    func `keeps the class of a length`(_ row: (length: Int, placeholder: Int)) {
        let key = "sk" + "-" + String(repeating: "x", count: row.length)
        #expect(scan(key).text.utf8.count == row.placeholder)
        #expect(scan(scan(key).text).replacements == 0)
    }

    // MARK: - Secrets known by value

    @Test(arguments: ["", "x", "sk-", "\"", "%2", "task"], ["", "y", "-rest", "\"", "..."])
    func `replaces a known secret wherever it stands`(_ before: String, _ after: String) {
        for secret in [FakeSecret.token, FakeSecret.userKey, "12345678"] {
            let bytes = Array((before + secret + after).utf8)
            let whole = scan([bytes[...]], secrets: [secret])
            #expect(whole.replacements == 1)
            #expect(!whole.text.contains(secret))
            #expect(whole.text.contains("REDACTED"))
            for pieces in bytes.cuts {
                let cut = scan(pieces, secrets: [secret])
                #expect(cut == whole)
            }
        }
    }

    @Test(arguments: [
        FakeSecret.token.replacing("+", with: "%2B").replacing("/", with: "%2F").replacing("=", with: "%3D"),
        FakeSecret.token.replacing("+", with: "%2b").replacing("/", with: "%2f").replacing("=", with: "%3d"),
        FakeSecret.token.replacing("/", with: "\\/"),
    ])
    func `knows a secret in the spelling of a URL and of JSON`(_ spelling: String) {
        #expect(scan("a=\(spelling)&", secrets: [FakeSecret.token], as: .uniform).text == "a=REDACTED&")
    }

    @Test(arguments: ["tapedeck", "ollama", "EMPTY", "none", "abc4567"])
    func `leaves words and short values alone that only stand in for a key`(value: String) {
        let text = "the \(value) of \(value)"
        #expect(scan(text, secrets: [value], as: .lengthClass).text == text)
    }

    @Test func `takes the longest of secrets that begin alike`() {
        let secrets = ["fake4ake", "fake4akefake"]
        #expect(scan("x fake4akefake fake4ake", secrets: secrets, as: .uniform).text == "x REDACTED REDACTED")
    }

    @Test func `does not take a short value for a secret`() {
        #expect(scan("a test of tests", secrets: ["test", "", "tests o"]).text == "a test of tests")
    }

    @Test func `sees a key right after a known secret`() {
        let text = "0123abcd" + FakeSecret.userKey
        #expect(scan(text, secrets: ["0123abcd"]).replacements == 2)
        for pieces in Array(text.utf8).cuts {
            #expect(scan(pieces, secrets: ["0123abcd"], as: .uniform).text == "REDACTEDREDACTED")
        }
    }

    // MARK: - Properties

    /// Parts of texts in which keys, secrets and placeholders meet in all ways.
    static let parts = [
        FakeSecret.userKey, FakeSecret.sessionKey, "fAkeToken-0123", "sk-", "sess-", "sk-REDACTED", "REDACTED", ".",
        "...", " ",
        "\\n", "\\u0041", "%2D", "a", "-", "\"", "é", "sk-0123456789", "01234567890", "s", "R", "%",
    ]

    private func randomText(using generator: inout SplitMix64) -> String {
        (0..<12).map { _ in Self.parts[Int.random(in: Self.parts.indices, using: &generator)] }.joined()
    }

    @Test(arguments: [Placeholder.lengthClass, .uniform])
    func `gives the same for any pieces of random texts`(_ placeholder: Placeholder) {
        var generator = SplitMix64(seed: 10)
        for _ in 0..<2000 {
            let text = randomText(using: &generator)
            let whole = scan(text, secrets: ["fAkeToken-0123"], as: placeholder)
            let pieces = Array(text.utf8).pieces(upTo: 12, using: &generator)
            let cut = scan(pieces, secrets: ["fAkeToken-0123"], as: placeholder)
            #expect(cut == whole, "\(text)")
            #expect(!whole.text.contains("fAkeToken-0123"))
            if whole.replacements == 0 { #expect(whole.text == text) }
        }
    }

    @Test func `gives the fingerprint's form of a text from the cassette's`() {
        var generator = SplitMix64(seed: 11)
        for _ in 0..<5000 {
            let text = randomText(using: &generator)
            let direct = scan(text, secrets: ["fAkeToken-0123"], as: .uniform).text
            let kept = scan(text, secrets: ["fAkeToken-0123"]).text
            #expect(scan(kept, as: .uniform).text == direct, "\(text)")
        }
    }

    @Test func `finds nothing in what it gave out`() {
        var generator = SplitMix64(seed: 12)
        for _ in 0..<2000 {
            let kept = scan(randomText(using: &generator), secrets: ["fAkeToken-0123"]).text
            let again = scan(kept, secrets: ["fAkeToken-0123"])
            #expect(again.text == kept)
            #expect(again.replacements == 0)
        }
    }

    @Test func `keeps a document a document`() throws {
        var generator = SplitMix64(seed: 13)
        for _ in 0..<300 {
            let value = JSONValue.array(
                (0..<4).map { _ in .string(randomText(using: &generator) + "\u{1}\n" + FakeSecret.projectKey) }
            )
            let redacted = scan(value.text(), secrets: ["fAkeToken-0123"])
            #expect(redacted.replacements >= 4)
            #expect(try JSONValue(parsing: Array(redacted.text.utf8)).elements?.count == 4)
        }
    }
}
