// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import HTTPTypes
import NIOCore
import TapedeckCore
import Testing

@testable import TapedeckServer

struct PlainRequestTests {
    private static let head = "POST /v1/x?a=1 HTTP/1.1\r\nHost: h\r\n"
    private static let whole = head + "content-length:  3\r\nUser-Agent: a\r\nAccept: b\r\nX-A: b \r\n\r\nabc"

    private func read(_ text: String) -> PlainRequest.Reading {
        PlainRequest.read(ByteBuffer(string: text).readableBytesUInt8Span)
    }

    private func plain(_ text: String) -> PlainRequest? {
        if case .plain(let request) = read(text) { request } else { nil }
    }

    private func digest(_ text: String) throws -> String {
        let bytes = ByteBuffer(string: text)
        return try #require(plain(text)).digest(of: bytes).description
    }

    @Test func `a plain request is taken apart`() throws {
        // The bytes need not begin at the beginning of their buffer.
        var bytes = ByteBuffer(string: "..." + Self.whole + "GET")
        bytes.moveReaderIndex(forwardBy: 3)
        guard case .plain(let request) = PlainRequest.read(bytes.readableBytesUInt8Span) else {
            Issue.record("not plain")
            return
        }
        #expect(request.method == .post)
        #expect(request.length == Self.whole.utf8.count)
        #expect(request.body.count == 3)
        #expect(request.irrelevant.count == 1)
        let head = try #require(request.head(in: bytes))
        #expect(head.path == "/v1/x?a=1")
        #expect(head.authority == "h")
        #expect(head.headerFields.map(\.name.rawName) == ["content-length", "User-Agent", "Accept", "X-A"])
        #expect(head.headerFields.map(\.value) == ["3", "a", "b", "b"])
    }

    @Test func `every beginning of a plain request is incomplete up to its body`() {
        let length = Self.whole.utf8.count - 3
        for end in 0..<length { #expect(read(Self.beginning(end)) == .incomplete) }
        for end in length...length + 3 { #expect(plain(Self.beginning(end)) != nil) }
    }

    private static func beginning(_ length: Int) -> String {
        String(decoding: whole.utf8.prefix(length), as: UTF8.self)
    }

    @Test(arguments: [
        "PUT / HTTP/1.1\r\n", "post / HTTP/1.1\r\n", "\r\nGET / HTTP/1.1\r\n", "GETS / HTTP/1.1\r\n",
        "GET  / HTTP/1.1\r\n", "GET x HTTP/1.1\r\n", "GET  HTTP/1.1\r\n", "GET /\tx HTTP/1.1\r\n",
        "GET /é HTTP/1.1\r\n",
        "GET / HTTP/1.0\r\n", "GET / HTTP/1.1\n", "GET / http/1.1\r\n", "GET / HTTP/1.1 \r\n",
        "\(head)\r\n".replacing("Host: h\r\n", with: ""), "\(head)host: i\r\n\r\n",
        "\(head)x : a\r\n", "\(head): a\r\n", "\(head) a\r\n", "\(head)x: a\n", "\(head)x: a\rb\r\n", "\(head)x: é\r\n",
        "\(head)x: \0\r\n", "\(head)x\r\n", "\(head)é: x\r\n",
        "\(head)content-length: 1\r\nContent-Length: 1\r\n\r\n", "\(head)content-length: +1\r\n\r\n",
        "\(head)content-length: 1, 1\r\n\r\n", "\(head)content-length: 1 \r\n\r\n", "\(head)content-length:\r\n\r\n",
        "\(head)content-length: 0x1\r\n\r\n", "\(head)content-length: 1234567890123\r\n\r\n",
        "\(head)Transfer-Encoding: chunked\r\n", "\(head)TE: trailers\r\n", "\(head)trailer: x\r\n",
        "\(head)Expect: 100-continue\r\n", "\(head)Upgrade: h2c\r\n", "\(head)proxy-connection: keep-alive\r\n",
        "\(head)connection: close\r\n", "\(head)connection: keep-alive, upgrade\r\n", "\(head)connection:\r\n",
        head + String(repeating: "x: y\r\n", count: PlainRequest.fieldLimit),
        head + "x: " + String(repeating: "y", count: PlainRequest.headLimit),
    ])
    func `what may be read in two ways, or is uncommon, is left to the parser`(_ text: String) {
        #expect(read(text) == .foreign)
    }

    @Test(arguments: [
        "\(head)connection: Keep-Alive\r\n\r\n", "\(head)CONTENT-LENGTH: 007\r\n\r\n", "\(head)x:\r\n\r\n",
        "GET / HTTP/1.1\r\nhost:\r\n\r\n", "DELETE /%zz#\"?? HTTP/1.1\r\nhost: a\tb\r\n\r\n",
    ])
    func `what every reader reads the same way is plain`(_ text: String) {
        #expect(plain(text) != nil)
    }

    @Test func `the digest passes over fields that change no response, wherever they stand`() throws {
        let digest = try digest(Self.whole)
        for (old, new) in [
            ("User-Agent: a", "user-agent: c"), ("User-Agent: a\r\n", ""), ("X-A", "traceparent: 1\r\nX-A"),
        ] {
            #expect(try self.digest(Self.whole.replacing(old, with: new)) == digest)
        }
    }

    @Test(arguments: [
        ("abc", "abd"), ("X-A: b", "X-A: c"), ("X-A", "X-a"), ("a=1", "a=2"), ("POST", "GET"), ("Host: h", "Host: i"),
        ("X-A: b ", "X-A: b"), ("X-A", "x-stainless-api-key"),
    ])
    func `the digest depends on everything else`(_ old: String, _ new: String) throws {
        #expect(try digest(Self.whole.replacing(old, with: new)) != digest(Self.whole))
    }
}
