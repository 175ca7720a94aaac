// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckUpstream
import Testing

@Suite struct BaseURLTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let shown: String
        let host: String
        let path: String
        var testDescription: String { text }

        init(_ text: String, shown: String, host: String, path: String) {
            (self.text, self.shown, self.host, self.path) = (text, shown, host, path)
        }
    }

    @Test(arguments: [
        Case("https://api.openai.com/v1/", shown: "https://api.openai.com/v1", host: "api.openai.com", path: "/v1"),
        Case("HTTP://LocalHost:8000", shown: "http://localhost:8000", host: "localhost", path: ""),
        Case("http://127.0.0.1:8000/", shown: "http://127.0.0.1:8000", host: "127.0.0.1", path: ""),
        Case("http://[::1]:8080/a/b", shown: "http://[::1]:8080/a/b", host: "[::1]", path: "/a/b"),
        Case("https://a.test/openai/v1", shown: "https://a.test/openai/v1", host: "a.test", path: "/openai/v1"),
    ])
    func `reads a base URL`(_ test: Case) throws {
        let url = try BaseURL(test.text)
        #expect(url.description == test.shown)
        #expect(url.host == test.host)
        #expect(url.path == test.path)
    }

    @Test func `OpenAI's own is the same as its text`() throws {
        #expect(try BaseURL("https://api.openai.com/v1") == .openAI)
    }

    @Test(arguments: [
        ("api.openai.com/v1", "it must begin with https:// or http://"),
        ("", "it must begin with https:// or http://"),
        ("ftp://h/v1", "its scheme must be https or http, not ftp"),
        ("https:///v1", "it needs a host name or address"),
        ("https://h:0/v1", "it needs a host name or address, and a port between 1 and 65535"),
        ("https://h:70000", "it needs a host name or address, and a port between 1 and 65535"),
        ("https://h:/v1", "it needs a host name or address"),
        ("https://a b/v1", "it needs a host name or address"),
        ("https://[::1/v1", "it needs a host name or address"),
        ("https://h/v1?x=1", "it must not have a query"),
        ("https://h?x=1", "it must not have a query"),
        ("https://h/v1#top", "it must not have a fragment"),
        ("https://h/v 1", "its path must not hold spaces or control characters"),
        ("https://h/v1\r\n", "its path must not hold spaces or control characters"),
    ])
    func `refuses what is not a base URL`(_ text: String, _ reason: String) {
        let error = #expect(throws: InvalidBaseURL.self) { try BaseURL(text) }
        #expect(error?.description.hasPrefix("Cannot use \"\(text)\" as the upstream: \(reason)") == true)
    }

    @Test func `refuses credentials without repeating them`() {
        let error = #expect(throws: InvalidBaseURL.self) { try BaseURL("https://user:secret@api.openai.com/v1") }
        #expect(error?.description.contains("it must not hold a user name or password") == true)
        #expect(error?.description.contains("secret") == false)
    }
}
