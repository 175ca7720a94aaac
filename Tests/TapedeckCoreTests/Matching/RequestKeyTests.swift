// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckTestSupport
import Testing

@testable import TapedeckCore

struct RequestKeyTests {
    private func key(
        _ pathAndQuery: String,
        method: HTTPRequest.Method = .get,
        fields: HTTPFields = [:],
        body: String = "",
        rules: MatchingRules = .strict,
        redactor: Redactor = Redactor()
    ) -> RequestKey {
        var builder = CanonicalBodyBuilder(contentType: "application/json", rules: rules, redactor: redactor)
        builder.push(Array(body.utf8)[...])
        return RequestKey(
            RequestLine(method: method, pathAndQuery: pathAndQuery),
            fields: fields,
            body: builder.finish(),
            rules: rules,
            redactor: redactor
        )
    }

    struct Pair: Sendable, CustomTestStringConvertible {
        let left: String
        let right: String
        var testDescription: String { "\(left) and \(right)" }

        init(_ left: String, _ right: String) {
            self.left = left
            self.right = right
        }
    }

    @Test(arguments: [
        Pair("/v1/files?a=1&b=2", "/v1/files?b=2&a=1"), Pair("/v1/files?a=1&a=2", "/v1/files?a=2&a=1"),
        Pair("/v1/files?q=a+b", "/v1/files?q=a%20b"), Pair("/v1/files?q=%C3%A9", "/v1/files?q=%c3%a9"),
        Pair("/v1/files?", "/v1/files"), Pair("/v1/files?a", "/v1/files?a="), Pair("/v1/files?a&&b", "/v1/files?b&a"),
        Pair("/v1/models/ft%3Agpt", "/v1/models/ft:gpt"), Pair("/a%2Db", "/a-b"), Pair("/%E2%82%AC", "/€"),
    ])
    func `gives one fingerprint to spellings of one target`(_ pair: Pair) {
        #expect(key(pair.left).fingerprint == key(pair.right).fingerprint)
        #expect(key(pair.left).differences(from: key(pair.right)) == [])
    }

    @Test(arguments: [
        Pair("/v1/files", "/v1/file"), Pair("/v1/files", "/v1/files/"), Pair("/a/b", "/a%2Fb"),
        Pair("/a%2Fb", "/a%252Fb"),
        Pair("/a?b=1", "/a?b=2"), Pair("/a?b=1", "/a?b=1&b=1"), Pair("/a?b=1&c=2", "/a?b=2&c=1"), Pair("/a?b", "/a?c"),
        Pair("/a?b=1", "/a/b=1"), Pair("/a?q=%2B", "/a?q=+"), Pair("/a?q=%ff", "/a?q=%fe"), Pair("/é", "/e\u{301}"),
        Pair("/a?q=é", "/a?q=e\u{301}"), Pair("/a?q=%", "/a?q=%25x"),
    ])
    func `gives two fingerprints to different targets, and names a difference`(_ pair: Pair) {
        #expect(key(pair.left).fingerprint != key(pair.right).fingerprint)
        #expect(!key(pair.left).differences(from: key(pair.right)).isEmpty)
    }

    @Test func `orders query items that Unicode holds for equivalent`() {
        #expect(key("/a?q=é&q=e\u{301}").fingerprint == key("/a?q=e\u{301}&q=é").fingerprint)
        #expect(key("/a?é=1&e\u{301}=2").fingerprint == key("/a?e\u{301}=2&é=1").fingerprint)
    }

    @Test func `counts the method and the body`() {
        #expect(key("/a").fingerprint != key("/a", method: .post).fingerprint)
        #expect(key("/a", body: "{}").fingerprint != key("/a").fingerprint)
    }

    @Test func `never changes, or old cassettes would not match`() {
        #expect(
            key("/v1/chat/completions?a=1", method: .post, body: #"{"model":"m"}"#).fingerprint.bytes.hexadecimal
                == "7be3589272b0b9de2ef5f6ee4cef6570786cde7c777318ea6c13075dc51c4548"
        )
    }

    @Test(arguments: [
        ("/openai/deployments/d/x?a", "/v1/openai/deployments/d/x?a"), ("/openai/files", "/v1/openai/files"),
        ("/openai/v1/files?a=1", "/v1/files?a=1"),
    ])
    func `takes a path of Azure for the one of earlier recordings`(path: String, recorded: String) {
        #expect(key(path).fingerprint == key(recorded).fingerprint)
        #expect(key(path).differences(from: key(recorded)).isEmpty)
        #expect(key(path).path != key(recorded).path)
    }

    @Test func `does not count header fields but those that rules name`() {
        let one: HTTPFields = [.accept: "a", .userAgent: "x"]
        let two: HTTPFields = [.accept: "b", .userAgent: "y"]
        #expect(key("/", fields: one).fingerprint == key("/", fields: two).fingerprint)
        let rules = MatchingRules(matchedHeaders: ["Accept"])
        #expect(key("/", fields: one, rules: rules).fingerprint != key("/", fields: two, rules: rules).fingerprint)
        #expect(
            key("/", fields: one, rules: rules).differences(from: key("/", fields: two, rules: rules)).map(
                \.description
            )
                == ["header accept: recorded b got a"]
        )
        #expect(
            key("/", fields: one, rules: rules).differences(from: key("/", rules: rules)).map(\.description)
                == ["header accept: recorded nothing got a"]
        )
    }

    @Test(arguments: ["authorization", "api-key", "x-api-key", "proxy-authorization", "cookie"])
    func `does not count credentials even when a rule names them`(_ name: String) throws {
        let field = try #require(HTTPField.Name(name))
        let rules = MatchingRules(matchedHeaders: [name])
        #expect(key("/", fields: [field: "x"], rules: rules).fingerprint == key("/", rules: rules).fingerprint)
    }

    @Test func `does not count ignored query items, and scrubs the others`() throws {
        let rules = try MatchingRules(ignoringJSON: [], query: ["after"], matchingHeaders: [], scrubbing: ["date"])
        #expect(key("/?after=1&on=2024-05-06", rules: rules).query == [QueryItem(name: "on", value: "<date>")])
    }

    @Test(arguments: ["/v1/files?key=", "/v1/files?", "/v1/", "/v1/files?a%3D", "/v1/files?key=%20"])
    func `is the same for any key, and for what the cassette keeps of it`(_ before: String) {
        let keys = [FakeSecret.userKey, FakeSecret.projectKey, FakeSecret.sessionKey].map { key(before + $0) }
        #expect(Set(keys.map(\.fingerprint)).count == 1)
        let kept = Redactor().redact(before + FakeSecret.userKey, as: .lengthClass)
        #expect(key(kept).fingerprint == keys[0].fingerprint)
        #expect(!"\(keys)".contains(FakeSecret.userKey))
        let token = key(
            before
                + FakeSecret.token.replacing("=", with: "%3D").replacing("+", with: "%2B").replacing("/", with: "%2F"),
            redactor: Redactor(secrets: [FakeSecret.token])
        )
        #expect(token.fingerprint == keys[0].fingerprint)
    }
}
