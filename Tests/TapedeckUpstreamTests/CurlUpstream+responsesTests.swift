// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckUpstream
import Testing

@Suite(.timeLimit(.minutes(5))) struct CurlUpstreamResponseTests {
    let origin: Origin

    init() throws {
        origin = try Origin.plain.get()
    }

    @Test func `interim responses are passed over`() async throws {
        let response = try await origin.client().whole("/v1/interim")
        #expect(response.head.status.code == 200)
        #expect(response.head.status.reasonPhrase == "Fine")
        #expect(response.head.headerFields.map { $0.name.canonicalName } == ["content-length", "x-final"])
        #expect(response.text == "final")
    }

    @Test func `fields of the connection and trailers are dropped`() async throws {
        let response = try await origin.client().whole("/v1/trailers")
        #expect(response.head.headerFields.isEmpty)
        #expect(response.text == "body")
    }

    @Test func `an encoded body is decoded and loses what described its coding`() async throws {
        let response = try await origin.client().whole("/v1/gzip")
        #expect(response.head.headerFields.map { $0.name.rawName } == ["X-Kept"])
        #expect(response.body.count == 6000)
        #expect(response.text.hasPrefix("plain plain "))
    }

    @Test func `all members of a gzip body are decoded`() async throws {
        #expect(try await origin.client().whole("/v1/gzip-members").text == "one two")
    }

    @Test func `a body that unfolds a thousandfold is read in pieces`() async throws {
        let path = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/v1/gzip-zeros")
        let response = try await origin.client().send(path, body: Body())
        var count = 0
        for try await chunk in response.chunks {
            #expect(chunk.bytes.count <= 64 << 10)
            count += chunk.bytes.count
        }
        #expect(count == 64 << 20)
    }

    @Test func `a body in a coding that is not known goes on as it came`() async throws {
        let response = try await origin.client().whole("/v1/unknown-coding")
        #expect(response.head.headerFields[.contentEncoding] == "rot13")
        #expect(response.text == "?")
    }

    @Test func `fields keep their order, case, repetition and bytes`() async throws {
        let fields = try await origin.client().whole("/v1/latin").head.headerFields
        #expect(
            fields.map { $0.name.rawName } == [
                "Content-Length", "X-Latin", "X-Empty", "X-Folded", "Set-Cookie", "Set-Cookie",
            ]
        )
        #expect(fields[1].withUnsafeBytesOfValue { Array($0) } == [0x63, 0x61, 0x66, 0xE9])
        #expect(fields[2].value.isEmpty)
        #expect(fields[3].value == "a b")
        #expect(fields[5].value == "b=2")
    }

    @Test func `redirects are not followed`() async throws {
        let response = try await origin.client().whole("/v1/redirect")
        #expect(response.head.status == .found)
        #expect(response.head.headerFields[.location] == "/v1/echo")
    }

    @Test(arguments: [201, 204, 304, 400, 401, 404, 429, 500, 503])
    func `every final status is passed on`(_ code: Int) async throws {
        let response = try await origin.client().whole("/v1/status?\(code)")
        #expect(response.head.status.code == code)
    }

    @Test func `a body without a length lasts until the connection ends`() async throws {
        #expect(try await origin.client().whole("/v1/tail").text == "until the end")
    }

    @Test func `chunks come one by one with their times`() async throws {
        let client = try origin.client()
        let gate = "events-\(UInt64.random(in: 0 ... .max))"
        let response = try await client.start("/v1/events?\(gate)")
        #expect(response.timeToFirstByte > .zero)
        var chunks: [ReceivedChunk] = []
        for try await chunk in response.chunks {
            // The origin sends the second event only after this request, so the first did not wait for it.
            if chunks.isEmpty { _ = try await client.whole("/v1/open?\(gate)") }
            chunks.append(chunk)
        }
        #expect(chunks.map { String(decoding: $0.bytes, as: UTF8.self) } == ["data: first\n\n", "data: second\n\n"])
        try #require(chunks.count == 2)
        #expect(chunks[0].elapsed >= .zero)
        #expect(chunks[1].elapsed > chunks[0].elapsed)
    }

    @Test func `an early refusal of a long upload reaches the client`() async throws {
        let body = Body(length: 50_000_000, slices: Slices(count: 500, size: 100_000))
        let response = try await origin.client().whole("/v1/early", .post, body: body)
        #expect(response.head.status.code == 413)
        #expect(response.text == "too large")
    }

    @Test(arguments: [10, 100_000]) func `a connection that died unused is replaced`(_ size: Int) async throws {
        let client = try origin.client()
        for _ in 0..<50 {
            let body = Body([UInt8](repeating: 1, count: size))
            #expect(try await client.whole("/v1/last", .post, body: body).text == "ok")
        }
        for _ in 0..<50 {
            let body = Body(length: size, slices: Slices(count: 1, size: size))
            #expect(try await client.whole("/v1/last", .post, body: body).text == "ok")
        }
    }

    @Test func `connections are used again`() async throws {
        let client = try origin.client()
        let first = try await client.whole("/v1/echo").echo()
        let second = try await client.whole("/v1/echo", .post, body: Body([1])).echo()
        #expect(first.connection == second.connection)
    }
}
