// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

struct KeptHeadersTests {
    private func fields(_ pairs: [(String, String)]) throws -> HTTPFields {
        var fields: HTTPFields = [:]
        for (name, value) in pairs { fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value)) }
        return fields
    }

    private func text(_ fields: HTTPFields) -> [String] { fields.map { "\($0.name.rawName): \($0.value)" } }

    @Test func `keeps the request fields of the list, in order and as spelled`() throws {
        let fields = try fields([
            ("Content-Type", "application/json"), ("Authorization", "Bearer \(FakeSecret.userKey)"), ("X-Unknown", "1"),
            ("Cookie", "a=b"), ("OpenAI-Beta", "assistants=v2"), ("OpenAI-Organization", "org-1"), ("accept", "a"),
            ("Accept", "b"), ("host", "h"),
        ])
        #expect(
            text(KeptHeaders.recorded(fields, redactor: Redactor(request: fields)))
                == ["Content-Type: application/json", "OpenAI-Beta: assistants=v2", "accept: a", "Accept: b"]
        )
    }

    @Test func `keeps a field that matching compares, never a credential`() throws {
        let names = ["authorization", "api-key", "x-api-key", "proxy-authorization", "cookie", "x-variant"]
        let fields = try fields(names.map { ($0, "value of \($0)") })
        let kept = KeptHeaders.recorded(fields, matched: Set(names), redactor: Redactor())
        #expect(text(kept) == ["x-variant: value of x-variant"])
    }

    @Test func `redacts the values it keeps`() throws {
        let fields = try fields([("user-agent", "me \(FakeSecret.userKey)"), ("accept", FakeSecret.token)])
        let kept = text(KeptHeaders.recorded(fields, redactor: Redactor(secrets: [FakeSecret.token])))
        #expect(kept[0].hasPrefix("user-agent: me sk-REDACTED..."))
        #expect(kept[1].hasPrefix("accept: REDACTED..."))
    }

    @Test func `drops the response fields of a connection and of a transfer, and cookies`() throws {
        let dropped = [
            "Connection", "Keep-Alive", "Proxy-Authenticate", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
            "Content-Encoding",
            "Content-Length", "Set-Cookie", "Set-Cookie2",
        ]
        let fields = try fields(
            dropped.map { ($0, "x") } + [("X-Request-ID", "req_1"), ("Content-Type", "text/plain")]
        )
        let kept = KeptHeaders.recorded(response: fields, to: .get, redactor: Redactor())
        #expect(text(kept) == ["X-Request-ID: req_1", "Content-Type: text/plain"])
    }

    @Test func `puts placeholders for who recorded`() throws {
        let fields = try fields([
            ("OpenAI-Organization", "acme-corp"), ("openai-project", "proj_1"), ("openai-version", "1"),
        ])
        let kept = KeptHeaders.recorded(response: fields, to: .post, redactor: Redactor())
        #expect(
            text(kept) == ["OpenAI-Organization: org-REDACTED", "openai-project: proj_REDACTED", "openai-version: 1"]
        )
    }

    @Test func `keeps the length of the answer to HEAD`() throws {
        let fields = try fields([("Content-Length", "12"), ("Content-Encoding", "gzip")])
        #expect(
            text(KeptHeaders.recorded(response: fields, to: .head, redactor: Redactor())) == ["Content-Length: 12"]
        )
    }
}
