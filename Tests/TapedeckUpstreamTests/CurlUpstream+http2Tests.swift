// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckUpstream
import Testing

@Suite(.enabled(if: Origin.hasNginx, "needs nginx and the openssl command"), .timeLimit(.minutes(5)))
struct CurlUpstreamHTTP2Tests {
    let gate = "h2-\(UInt64.random(in: 0 ... .max))"
    let client: CurlUpstream

    init() throws {
        client = try Origin.multiplexed.get().client()
    }

    private func field(_ name: String, of response: WholeResponse) throws -> String? {
        response.head.headerFields[try #require(HTTPField.Name(name))]
    }

    @Test func `HTTP 2 is used where it is offered`() async throws {
        let response = try await client.whole("/v1/echo?a=%20b", .post, body: Body([1, 2, 3]))
        #expect(try field("x-protocol", of: response) == "HTTP/2.0")
        let echo = try response.echo()
        #expect(echo.target == "/v1/echo?a=%20b")
        #expect(echo.length == 3)
    }

    @Test func `requests share connections`() async throws {
        let client = client
        _ = try await client.whole("/v1/echo")
        let connections = try await withThrowingTaskGroup { group in
            for _ in 0..<50 {
                group.addTask {
                    let response = try await client.whole("/v1/echo")
                    return try field("x-connection", of: response)
                }
            }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(connections.count == 1)
    }

    @Test(arguments: [nil, 20_000_000]) func `a streamed body arrives whole`(_ length: Int?) async throws {
        let body = Body(length: length, slices: Slices(count: 200, size: 100_000))
        let echo = try await client.whole("/v1/echo", .post, body: body).echo()
        #expect(echo.length == 20_000_000)
    }

    @Test func `a streamed body that pauses goes on`() async throws {
        let (slices, writer) = AsyncThrowingStream<ArraySlice<UInt8>, any Error>.makeStream()
        async let response = client.whole("/v1/echo", .post, body: Body(length: nil, slices: slices))
        for byte in UInt8(0)..<20 {
            writer.yield([byte, byte])
            _ = try await client.whole("/v1/echo")
        }
        writer.finish()
        #expect(try await response.echo().length == 40)
    }

    @Test func `the first event arrives before the second has left`() async throws {
        let response = try await client.start("/v1/events?\(gate)")
        var chunks: [ReceivedChunk] = []
        for try await chunk in response.chunks {
            if chunks.isEmpty { _ = try await client.whole("/v1/open?\(gate)") }
            chunks.append(chunk)
        }
        #expect(chunks.map { String(decoding: $0.bytes, as: UTF8.self) } == ["data: first\n\n", "data: second\n\n"])
    }

    @Test func `an unread response does not hold up others`() async throws {
        _ = try await client.whole("/v1/echo")
        let unread = try await client.start("/v1/big?100000000")
        for _ in 0..<100 { #expect(try await client.whole("/v1/echo").head.status == .ok) }
        var received = 0
        for try await chunk in unread.chunks { received += chunk.bytes.count }
        #expect(received == 100_000_000)
    }

    @Test(arguments: ["cut-length", "cut-chunked"])
    func `a stream that is reset throws after its last byte`(_ path: String) async throws {
        let response = try await client.start("/v1/\(path)")
        var received: [UInt8] = []
        let error = await #expect(throws: UpstreamError.self) {
            for try await chunk in response.chunks { received += chunk.bytes }
        }
        #expect(String(decoding: received, as: UTF8.self) == "half")
        #expect(error?.code == .brokenOff)
    }

    @Test func `letting go of a response ends its stream only`() async throws {
        for _ in 0..<20 {
            let response = try await client.start("/v1/big?100000000")
            #expect(response.head.status == .ok)
        }
        #expect(try await client.whole("/v1/echo").head.status == .ok)
    }
}
