// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckUpstream
import Testing

/// Requests that no task waits for.
@Suite(.timeLimit(.minutes(5))) struct CurlUpstreamTasklessTests {
    private let client: CurlUpstream

    init() throws {
        client = try Origin.plain.get().client()
    }

    /// Sends a request, does something meanwhile, and waits for what becomes of it.
    private func reception(
        _ path: String,
        body: [UInt8] = [],
        meanwhile: (UpstreamCancellation) -> Void = { _ in }
    ) async throws -> UpstreamReception {
        let (receptions, received) = AsyncStream<UpstreamReception>.makeStream()
        let head = HTTPRequest(method: .post, scheme: nil, authority: nil, path: path)
        let cancel = try #require(client.start(head, body: body[...]) { received.yield($0) })
        meanwhile(cancel)
        return try #require(await receptions.first { _ in true })
    }

    @Test func `a small response is received whole`() async throws {
        guard case .whole(let response) = try await reception("/v1/echo", body: Array("hello".utf8)) else {
            Issue.record("The response was not whole")
            return
        }
        #expect(response.head.status == .ok)
        #expect(response.timeToFirstByte > .zero)
        #expect(try WholeResponse(head: response.head, body: response.body).echo().length == 5)
    }

    @Test func `a stream is received when it has begun, and read as it goes on`() async throws {
        guard case .begun(let response) = try await reception("/v1/events?taskless") else {
            Issue.record("The response had not begun")
            return
        }
        _ = try await client.whole("/v1/open?taskless")
        #expect(try await response.whole().text == "data: first\n\ndata: second\n\n")
    }

    @Test func `a connection that cannot be made is a failure`() async throws {
        let nobody = try BaseURL("http://127.0.0.1:1/v1")
        let client = CurlUpstream(configuration: UpstreamConfiguration(baseURL: nobody))
        let (receptions, received) = AsyncStream<UpstreamReception>.makeStream()
        let head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/v1/models")
        #expect(client.start(head, body: []) { received.yield($0) } != nil)
        guard case .failed(let error) = await receptions.first(where: { _ in true }) else {
            Issue.record("There was a response")
            return
        }
        #expect((error as? UpstreamError)?.code == .connectionFailed)
    }

    @Test func `a request that cannot be sent is not`() throws {
        let head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/v1/a b")
        #expect(client.start(head, body: []) { _ in } == nil)
    }

    @Test func `a request that is cancelled has no response`() async throws {
        guard case .failed(let error) = try await reception("/v1/silent", meanwhile: { $0() }) else {
            Issue.record("There was a response")
            return
        }
        #expect(error is CancellationError)
    }
}
