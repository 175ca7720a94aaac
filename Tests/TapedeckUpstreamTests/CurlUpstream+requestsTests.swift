// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckUpstream
import Testing

@Suite(.timeLimit(.minutes(5))) struct CurlUpstreamRequestTests {
    let origin: Origin

    init() throws {
        origin = try Origin.plain.get()
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let method: HTTPRequest.Method
        let body: String
        let contentLength: [String]
        var testDescription: String { "\(method) with \(body.utf8.count) bytes" }
    }

    @Test(arguments: [
        Case(method: .get, body: "", contentLength: []),
        Case(method: .get, body: "query", contentLength: ["5"]),
        Case(method: .delete, body: "", contentLength: []),
        Case(method: .delete, body: "which", contentLength: ["5"]),
        Case(method: .options, body: "", contentLength: []),
        Case(method: .post, body: "", contentLength: ["0"]),
        Case(method: .post, body: "{}", contentLength: ["2"]),
        Case(method: .put, body: "", contentLength: ["0"]),
        Case(method: .patch, body: "{}", contentLength: ["2"]),
    ])
    func `sends every method with and without a body`(_ test: Case) async throws {
        let response = try await origin.client().whole("/v1/echo", test.method, body: Body(Array(test.body.utf8)))
        let echo = try response.echo()
        #expect(echo.method == test.method.rawValue)
        #expect(echo.length == test.body.utf8.count)
        #expect(echo.values("content-length") == test.contentLength)
        #expect(echo.values("transfer-encoding").isEmpty)
        #expect(echo.values("expect").isEmpty)
        #expect(echo.values("content-type").isEmpty)
    }

    @Test func `a HEAD response has the length of the body it does not have`() async throws {
        let response = try await origin.client().whole("/v1/echo", .head)
        #expect(response.head.status == .ok)
        #expect(response.head.headerFields[.contentLength] == "1234")
        #expect(response.body.isEmpty)
    }

    @Test func `a HEAD request with a body is refused`() async throws {
        let client = try origin.client()
        let error = await #expect(throws: UpstreamError.self) {
            try await client.whole("/v1/echo", .head, body: Body([1]))
        }
        #expect(error?.code == .invalidRequest)
    }

    @Test func `forwards the client's fields and no others`() async throws {
        let latin = try #require(HTTPField.Name("x-latin"))
        var fields: HTTPFields = [
            .userAgent: "OpenAI/Python 2.0", .authorization: "Bearer secret", .expect: "100-continue",
            .connection: "keep-alive, x-hop", .te: "trailers", .acceptEncoding: "rot13", .contentLength: "7",
        ]
        fields.append(HTTPField(name: latin, value: [0x63, 0xE9]))
        for (name, value) in [("host", "client"), ("x-hop", "1"), ("x-empty", ""), ("X-Stainless-Lang", "python")] {
            fields[try #require(HTTPField.Name(name))] = value
        }
        let echo = try await origin.client().whole("/v1/echo", fields: fields).echo()
        #expect(echo.values("user-agent") == ["OpenAI/Python 2.0"])
        #expect(echo.values("authorization") == ["Bearer secret"])
        #expect(echo.values("x-latin") == ["c\u{E9}"])
        #expect(echo.values("x-empty") == [""])
        #expect(echo.fields.contains(["X-Stainless-Lang", "python"]))
        #expect(echo.values("host") == ["127.0.0.1:\(origin.port)"])
        #expect(echo.values("accept-encoding").allSatisfy { $0.contains("gzip") })
        for name in ["expect", "connection", "te", "x-hop", "accept"] { #expect(echo.values(name).isEmpty, "\(name)") }
    }

    @Test(arguments: [
        "/v1/echo/%7Euser/../a/./b//c;p=1?q=%20+%2F&empty=&plain",
        "/v1/echo?",
        "/v1/echo/[x]{y}|z\\w^`\"<>?a[]=1&b={2}|\\^`",
        "/v1/echo/caf\u{E9}?\u{4E16}=\u{754C}",
        "/v1/echo?url=http://user:secret@host:1/path?x=y",
        "/echo/outside",
    ])
    func `path and query go out byte for byte`(_ path: String) async throws {
        let echo = try await origin.client().whole(path).echo()
        #expect(Array(echo.target.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }) == Array(path.utf8))
    }

    @Test func `the base path takes the place of v1`() async throws {
        let echo = try await origin.client("/openai/echo/").whole("/v1/files?limit=2").echo()
        #expect(echo.target == "/openai/echo/files?limit=2")
    }

    @Test(arguments: [0, 1, 65536, 65537, 3_000_000])
    func `sends bytes of any number`(_ count: Int) async throws {
        let echo = try await origin.client().whole("/v1/echo", .post, body: Body([UInt8](repeating: 7, count: count)))
            .echo()
        #expect(echo.length == count)
        #expect(echo.values("content-length") == ["\(count)"])
    }

    @Test func `a stream of known length is sent with it`() async throws {
        let body = Body(length: 3_000_000, slices: Slices(count: 30, size: 100_000))
        let echo = try await origin.client().whole("/v1/echo", .post, body: body).echo()
        #expect(echo.length == 3_000_000)
        #expect(echo.values("content-length") == ["3000000"])
        #expect(echo.values("transfer-encoding").isEmpty)
    }

    @Test func `a stream of no bytes is an empty body`() async throws {
        let body = Body(length: 0, slices: Slices(count: 0, size: 1))
        let echo = try await origin.client().whole("/v1/echo", .post, body: body).echo()
        #expect(echo.values("content-length") == ["0"])
    }

    @Test(arguments: [0, 1, 300]) func `a stream of unknown length is sent in chunks`(_ count: Int) async throws {
        let body = Body(length: nil, slices: Slices(count: count, size: 10_001))
        let echo = try await origin.client().whole("/v1/echo", .put, body: body).echo()
        #expect(echo.length == count * 10_001)
        #expect(echo.values("content-length").isEmpty)
        #expect(echo.values("transfer-encoding") == ["chunked"])
    }

    @Test(arguments: ["", "v1", "/v1/a b", "/v1/a\r\nx: y", "/v1/#f"])
    func `a path that cannot stand in a request line is refused`(_ path: String) async throws {
        let client = try origin.client()
        let error = await #expect(throws: UpstreamError.self) { try await client.whole(path) }
        #expect(error?.code == .invalidRequest)
    }

    @Test func `a field value cannot begin another line`() async throws {
        let name = try #require(HTTPField.Name("x-note"))
        var fields = HTTPFields()
        fields.append(HTTPField(name: name, value: "a\r\nx-evil: 1\0"))
        fields.append(HTTPField(name: name, lenientValue: Array("b\r\nx-evil: 1\0".utf8)))
        let echo = try await origin.client().whole("/v1/echo", fields: fields).echo()
        #expect(echo.values("x-evil").isEmpty)
        #expect(echo.values("x-note").count == 2)
    }
}
