// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct ImmediateResponseTests {
    /// What the handlers of a connection write for a response.
    private func written(_ response: ImmediateResponse, for method: HTTPMethod = .POST) throws -> String {
        let channel = EmbeddedChannel()
        var encoding = HTTPResponseEncoder.Configuration()
        encoding.automaticallySetFramingHeaders = false
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(HTTPResponseEncoder(configuration: encoding))
        try pipeline.addHandler(FramingHandler())
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        let framing = try pipeline.context(handlerType: HTTPResponseEncoder.self)
        framing.fireChannelRead(
            NIOAny(HTTPServerRequestPart.head(HTTPRequestHead(version: .http1_1, method: method, uri: "/")))
        )
        let asked = try #require(HTTPRequest.Method(method.rawValue))
        for part in response.parts(for: asked) { try channel.writeOutbound(part) }
        var bytes = ByteBuffer()
        while let part = try channel.readOutbound(as: ByteBuffer.self) { bytes.writeImmutableBuffer(part) }
        return String(buffer: bytes)
    }

    private func encoded(_ response: ImmediateResponse) -> String {
        String(buffer: response.encoded(with: ByteBufferAllocator()))
    }

    @Test(arguments: 200..<600)
    func `the bytes of every status are those of the HTTP handlers`(_ code: Int) throws {
        let response = ImmediateResponse(
            head: HTTPResponse(status: HTTPResponse.Status(code: code), headerFields: [.contentType: "text/plain"]),
            body: Array("hello".utf8)
        )
        #expect(try encoded(response) == written(response))
    }

    @Test func `the bytes of fields, bodies and chunks are those of the HTTP handlers`() throws {
        var random = SplitMix64(seed: 7)
        let names = ["content-type", "Content-Length", "content-length", "Transfer-Encoding", "X-Request-ID", "vary"]
        for _ in 0..<2_000 {
            var fields = HTTPFields()
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                let index = Int.random(in: 0..<names.count, using: &random)
                let name = try #require(HTTPField.Name(names[index]))
                fields.append(
                    HTTPField(name: name, value: ["1", "chunked", "é", ""].randomElement(using: &random) ?? "")
                )
            }
            let lengths = (0..<Int.random(in: 0...4, using: &random)).map { _ in Int.random(in: 1...300, using: &random)
            }
            let chunks = lengths.indices.map {
                Chunk(offset: lengths[..<$0].reduce(0, +), length: lengths[$0], time: 0)
            }
            let response = ImmediateResponse(
                head: HTTPResponse(
                    status: [.ok, .noContent, .notModified][Int(random.next() % 3)],
                    headerFields: fields
                ),
                body: [UInt8](repeating: 0x78, count: lengths.reduce(0, +)),
                chunks: Bool.random(using: &random) ? chunks : nil
            )
            try #require(try encoded(response) == written(response))
        }
    }

    @Test func `chunks keep their boundaries`() {
        let response = ImmediateResponse(
            head: HTTPResponse(status: .ok),
            body: Array("onetwelve bytes".utf8),
            chunks: [Chunk(offset: 0, length: 3, time: 0), Chunk(offset: 3, length: 12, time: 5)]
        )
        let expected = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\nc\r\ntwelve bytes\r\n0\r\n\r\n"
        #expect(encoded(response) == expected)
    }

    @Test func `a response to HEAD has no body`() throws {
        let response = ImmediateResponse(head: HTTPResponse(status: .ok), body: Array("hello".utf8))
        #expect(try written(response, for: .HEAD) == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
    }
}
