// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckUpstream
import Testing

@Suite(.timeLimit(.minutes(5))) struct CurlUpstreamFailureTests {
    let origin: Origin

    init() throws {
        origin = try Origin.plain.get()
    }

    private func client(_ url: String, _ timeouts: UpstreamTimeouts = UpstreamTimeouts()) throws -> CurlUpstream {
        CurlUpstream(configuration: UpstreamConfiguration(baseURL: try BaseURL(url), timeouts: timeouts))
    }

    private func failure(_ client: CurlUpstream, _ path: String) async throws -> UpstreamError {
        try #require(await #expect(throws: UpstreamError.self) { try await client.whole(path) })
    }

    @Test func `a host without an address says so`() async throws {
        let error = try await failure(client("https://api.openai.invalid/v1"), "/v1/models")
        #expect(error.code == .unresolvedHost)
        #expect(
            error.text(for: .commandLine)
                == "Cannot resolve the host api.openai.invalid of the upstream https://api.openai.invalid/v1; "
                + "check --upstream and the network."
        )
        #expect(error.status == 502)
    }

    @Test func `a port nobody listens on says so`() async throws {
        let error = try await failure(client("http://127.0.0.1:1"), "/v1/models")
        #expect(error.code == .connectionFailed)
        #expect(error.message.hasPrefix("Cannot connect to the upstream http://127.0.0.1:1 ("))
        #expect(error.text(for: .commandLine).hasSuffix("check that it is running and that --upstream names it."))
    }

    @Test func `TLS to a port without TLS says so`() async throws {
        let error = try await failure(client("https://127.0.0.1:\(origin.port)/v1"), "/v1/models")
        #expect(error.code == .tlsFailed)
        #expect(error.message.hasPrefix("The TLS handshake with the upstream https://127.0.0.1:"))
    }

    @Test(arguments: ["garbage", "huge-head"]) func `an answer that is not HTTP says so`(_ path: String) async throws {
        let error = try await failure(origin.client(), "/v1/\(path)")
        #expect(error.code == .invalidResponse)
        #expect(error.message.contains("the upstream http://127.0.0.1:\(origin.port)/v1"))
    }

    @Test(arguments: ["reset", "hang-up", "cut-head"])
    func `a connection that ends before the head says so`(_ path: String) async throws {
        let error = try await failure(origin.client(), "/v1/\(path)")
        #expect(error.code == .brokenOff)
        #expect(error.message.contains("ended before it sent a response"))
    }

    @Test(arguments: ["cut-length", "cut-chunked"])
    func `a body that is cut short throws after its last byte`(_ path: String) async throws {
        let response = try await origin.client().start("/v1/\(path)")
        #expect(response.head.status == .ok)
        var received: [UInt8] = []
        let error = await #expect(throws: UpstreamError.self) {
            for try await chunk in response.chunks { received += chunk.bytes }
        }
        #expect(String(decoding: received, as: UTF8.self) == "half")
        #expect(error?.code == .brokenOff)
        #expect(error?.message.contains("ended before its response was whole") == true)
    }

    @Test func `a compressed body that is cut is not whole`() async throws {
        let error = try await failure(origin.client(), "/v1/gzip-cut")
        #expect(error.code == .invalidResponse)
        #expect(error.message.contains("cannot be decoded from its content encoding"))
    }

    @Test func `a connection that does not come about in time says so`() async throws {
        // The port accepts connections but never answers the TLS handshake.
        let listener = try SilentListener()
        let timeouts = UpstreamTimeouts(connecting: .milliseconds(50))
        let error = try await failure(client("https://127.0.0.1:\(listener.port)/v1", timeouts), "/v1/models")
        #expect(error.code == .timedOut)
        #expect(error.status == 504)
        #expect(
            error.text(for: .commandLine)
                == "No connection to the upstream https://127.0.0.1:\(listener.port)/v1 within 0.05 s; "
                + "check --upstream and the network."
        )
    }

    @Test func `a head that does not come in time says so`() async throws {
        let client = try origin.client(timeouts: UpstreamTimeouts(firstByte: .milliseconds(50)))
        let error = try await failure(client, "/v1/silent")
        #expect(error.code == .timedOut)
        #expect(error.message.hasPrefix("No response from the upstream http://127.0.0.1:"))
        #expect(error.message.hasSuffix("within 0.05 s after the request was sent."))
    }

    @Test func `a body that does not go on in time throws after its last byte`() async throws {
        let client = try origin.client(timeouts: UpstreamTimeouts(idle: .milliseconds(50)))
        let response = try await client.start("/v1/stall")
        var received = 0
        let error = await #expect(throws: UpstreamError.self) {
            for try await chunk in response.chunks { received += chunk.bytes.count }
        }
        #expect(received == 4)
        #expect(error?.code == .timedOut)
        #expect(error?.message.hasSuffix("for 0.05 s in the middle of its response.") == true)
    }

    @Test func `a request body that is not taken in time says so`() async throws {
        let client = try origin.client(timeouts: UpstreamTimeouts(idle: .milliseconds(100)))
        let body = Body(length: 100_000_000, slices: Slices(count: 1000, size: 100_000))
        let error = await #expect(throws: UpstreamError.self) { try await client.whole("/v1/deaf", .post, body: body) }
        #expect(error?.code == .timedOut)
        #expect(error?.message.hasPrefix("No byte of the request body was taken by the upstream") == true)
    }

    struct Broken: Error {}

    @Test func `the error of a request body surfaces`() async throws {
        let client = try origin.client()
        let body = Body(length: nil, slices: Slices(count: 3, size: 10, failure: Broken()))
        await #expect(throws: Broken.self) { try await client.whole("/v1/echo", .post, body: body) }
    }

    @Test(arguments: [29, 31])
    func `a request body of another length than announced is refused`(_ length: Int) async throws {
        let client = try origin.client()
        let body = Body(length: length, slices: Slices(count: 3, size: 10))
        let error = await #expect(throws: UpstreamError.self) { try await client.whole("/v1/echo", .post, body: body) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.hasSuffix("not \(length) as announced.") == true)
    }
}
