// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import TapedeckServer

struct FramingHandlerTests {
    private let channel = EmbeddedChannel(handler: FramingHandler())

    init() throws {
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    private func ask(_ method: HTTPMethod = .GET, _ version: HTTPVersion = .http1_1, _ fields: HTTPHeaders = [:]) throws
    {
        let head = HTTPRequestHead(version: version, method: method, uri: "/v1", headers: fields)
        try channel.writeInbound(HTTPServerRequestPart.head(head))
        try channel.writeInbound(HTTPServerRequestPart.end(nil))
    }

    /// Answers, and gives the fields that went out.
    private func answer(_ status: HTTPResponseStatus = .ok, _ fields: HTTPHeaders = [:]) throws -> HTTPHeaders {
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: fields)
        try channel.writeOutbound(HTTPServerResponsePart.head(head))
        if status.code >= 200 { try channel.writeOutbound(HTTPServerResponsePart.end(nil)) }
        var sent: HTTPHeaders?
        while let part = try channel.readOutbound(as: HTTPServerResponsePart.self) {
            if case .head(let head) = part { sent = head.headers }
        }
        return try #require(sent)
    }

    @Test func `a body of unknown length goes out in chunks`() throws {
        try ask()
        #expect(try answer() == ["transfer-encoding": "chunked"])
        #expect(channel.isActive)
    }

    @Test func `a body of known length goes out as it is`() throws {
        try ask()
        #expect(try answer(.ok, ["content-length": "0"]) == ["content-length": "0"])
        #expect(channel.isActive)
    }

    @Test func `the answer to HEAD has no framing of its own`() throws {
        try ask(.HEAD)
        #expect(try answer() == [:])
        #expect(channel.isActive)
    }

    @Test(arguments: [HTTPResponseStatus.noContent, .notModified])
    func `an answer that has no body is not framed`(_ status: HTTPResponseStatus) throws {
        try ask()
        #expect(try answer(status) == [:])
        #expect(channel.isActive)
    }

    @Test func `an HTTP/1.0 client gets a body of unknown length up to the end of the connection`() throws {
        try ask(.GET, .http1_0, ["connection": "keep-alive"])
        #expect(try answer() == ["connection": "close"])
        #expect(!channel.isActive)
    }

    @Test func `an HTTP/1.0 client may keep the connection when the length is known`() throws {
        try ask(.GET, .http1_0, ["connection": "keep-alive"])
        #expect(try answer(.ok, ["content-length": "0"]) == ["content-length": "0", "connection": "keep-alive"])
        #expect(channel.isActive)
    }

    @Test func `an HTTP/1.0 client that does not ask for more is closed`() throws {
        try ask(.GET, .http1_0)
        #expect(try answer(.ok, ["content-length": "0"]) == ["content-length": "0", "connection": "close"])
        #expect(!channel.isActive)
    }

    @Test func `a client that asks for it is closed after the answer`() throws {
        try ask(.GET, .http1_1, ["connection": "close"])
        #expect(try answer(.ok, ["content-length": "0"]) == ["content-length": "0", "connection": "close"])
        #expect(!channel.isActive)
    }

    @Test func `an interim answer leaves the framing to the final one`() throws {
        try ask()
        #expect(try answer(.continue) == [:])
        #expect(try answer() == ["transfer-encoding": "chunked"])
    }

    @Test func `each answer is framed by its own request`() throws {
        try ask()
        try ask(.HEAD)
        try ask(.GET, .http1_1, ["connection": "close"])
        #expect(try answer() == ["transfer-encoding": "chunked"])
        #expect(try answer() == [:])
        #expect(channel.isActive)
        #expect(try answer() == ["transfer-encoding": "chunked", "connection": "close"])
        #expect(!channel.isActive)
    }

    @Test func `the answer to what was no request ends the connection`() throws {
        #expect(try answer(.badRequest, ["content-length": "0"]) == ["content-length": "0"])
        #expect(!channel.isActive)
    }
}
