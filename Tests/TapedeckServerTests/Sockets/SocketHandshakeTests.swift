// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckServer

struct SocketHandshakeTests {
    private func request(_ changes: [(String, String?)] = [], path: String = "/v1/realtime") throws -> HTTPRequest {
        var fields = [
            "connection": "keep-alive, Upgrade", "upgrade": "WebSocket", "sec-websocket-version": "13",
            "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        ]
        for (name, value) in changes { fields[name] = value }
        var request = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: path)
        for (name, value) in fields { request.headerFields[try #require(HTTPField.Name(name))] = value }
        return request
    }

    @Test func `the key of RFC 6455's example is accepted with its digest`() throws {
        let response = try SocketHandshake(try request()).response([.server: "x"])
        #expect(response.status == .switchingProtocols)
        #expect(response.headerFields[.secWebSocketAccept] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(response.headerFields[.upgrade] == "websocket" && response.headerFields[.server] == "x")
    }

    @Test func `only a path with WebSockets can be asked for one`() throws {
        #expect(SocketHandshake.isAsked(by: try request()))
        #expect(!SocketHandshake.isAsked(by: try request(path: "/v1/models")))
        #expect(!SocketHandshake.isAsked(by: try request([("upgrade", "h2c")])))
        #expect(!SocketHandshake.isAsked(by: try request([("connection", nil)])))
    }

    @Test(arguments: [
        ("sec-websocket-version", "12" as String?, 426), ("sec-websocket-version", nil, 426),
        ("sec-websocket-key", nil, 400),
        ("sec-websocket-key", "AAAA", 400), ("content-length", "1", 400), ("transfer-encoding", "chunked", 400),
    ])
    func `a bad handshake has its error`(name: String, value: String?, status: Int) throws {
        let bad = try request([(name, value)])
        let refusal = #expect(throws: SocketRefusal.self) { try SocketHandshake(bad) }
        #expect(refusal?.response.head.status.code == status)
        #expect((refusal?.response.head.headerFields[.secWebSocketVersion] == "13") == (status == 426))
    }
}
