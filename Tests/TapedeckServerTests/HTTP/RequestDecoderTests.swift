// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import NIOHTTP1
import TapedeckCore
import Testing

@testable import TapedeckServer

struct RequestDecoderTests {
    private let channel = EmbeddedChannel()

    init() throws {
        let gate = RequestGate()
        try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(RequestDecoder(gate: gate)))
        try channel.pipeline.syncOperations.addHandler(gate)
    }

    /// What comes of text: methods and paths of requests, and their bodies.
    private func requests(_ text: String, piece: Int = .max) throws -> [String] {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            try channel.writeInbound(ByteBuffer(bytes: rest.prefix(piece)))
            rest = rest.dropFirst(piece)
        }
        var requests: [String] = []
        while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
            switch part {
            case .head(let head): requests.append("\(head.method) \(head.uri)")
            case .body(let body): requests[requests.count - 1] += " \(String(buffer: body))"
            case .end: requests[requests.count - 1] += "."
            }
        }
        return requests
    }

    @Test(
        arguments: [
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
            "Connection: keep-alive, upgrade\r\nUpgrade: websocket\r\n", "Upgrade: h2c\r\n", "Connection: Upgrade\r\n",
        ],
        [1, 7, Int.max]
    )
    func `requests are read on after one that asks for another protocol`(fields: String, piece: Int) throws {
        let get = "GET /a HTTP/1.1\r\nHost: x\r\n\(fields)\r\n"
        let post = "POST /b HTTP/1.1\r\nHost: x\r\n\(fields)Content-Length: 1\r\n\r\n1"
        let plain = "GET /c HTTP/1.1\r\nHost: x\r\n\r\n"
        let found = try requests(get + post + get + plain, piece: piece)
        #expect(found == ["GET /a.", "POST /b 1.", "GET /a.", "GET /c."])
        #expect(try requests(plain) == ["GET /c."])
    }

    @Test(arguments: [
        ("GET /a HTTP/1.1\r\n\r\n", RequestFault.noHost),
        ("GET /a HTTP/1.0\r\nHost: x\r\nHost: x\r\n\r\n", .severalHosts),
        ("GET /a HTTP/1.1\r\nHost: x\r\nhost: y\r\n\r\n", .severalHosts),
        ("CONNECT api.example:443 HTTP/1.1\r\nHost: x\r\n\r\n", .connect("api.example:443")),
    ])
    func `a request that cannot be told from another is refused with all that follows`(
        text: String,
        fault: RequestFault
    ) throws {
        #expect(throws: fault) { try requests(text + "GET /b HTTP/1.1\r\nHost: x\r\n\r\n") }
        #expect(try requests("") == [])
    }

    @Test func `an HTTP/1.0 request needs no host`() throws {
        #expect(try requests("GET /a HTTP/1.0\r\n\r\n") == ["GET /a."])
    }

    @Test(arguments: [("a:\r\n", 70_000), ("a: \(String(repeating: "x", count: 60_000))\r\n", 5)])
    func `header fields beyond the limits are refused`(line: String, count: Int) throws {
        #expect(throws: HTTPParserError.headerOverflow) {
            try requests("GET /a HTTP/1.1\r\nHost: x\r\n" + String(repeating: line, count: count) + "\r\n")
        }
    }

    @Test func `trailers beyond the limits are refused`() throws {
        #expect(throws: HTTPParserError.headerOverflow) {
            try requests(
                "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
                    + String(repeating: "a:\r\n", count: 70_000) + "\r\n"
            )
        }
    }

    @Test func `as many fields as a message may have are taken`() throws {
        let fields = String(repeating: "a:\r\n", count: HTTPFieldLimits.count - 1)
        #expect(try requests("GET /a HTTP/1.1\r\nHost: x\r\n\(fields)\r\n") == ["GET /a."])
    }
}
