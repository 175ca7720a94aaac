// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct PassThroughResponderTests {
    private let log = LogSpy()
    private let store = InMemoryCassette()
    private let session: Session

    init() throws {
        session = try .test(store, mode: .all)
    }

    private func pass(_ request: RequestContext, _ upstream: FakeUpstream) async throws -> ServedResponse? {
        var request = request
        return try await PassThroughResponder(
            upstream: upstream,
            session: session,
            log: log,
            budget: UpstreamBudget(policy: RecordingPolicy())
        ) { $0.path.hasPrefix("/v1/models") }
        .respond(to: &request)
    }

    @Test func `other requests go to the next link`() async throws {
        let upstream = FakeUpstream("{}")
        #expect(try await pass(.test(), upstream) == nil)
        #expect(upstream.requests.isEmpty)
    }

    @Test func `brings the answer as it comes, and keeps nothing`() async throws {
        let usage = #"{"usage":{"total_tokens":7}}"#
        let upstream = FakeUpstream(String(usage.prefix(5)), String(usage.dropFirst(5)))
        let response = try #require(try await pass(.test(.get, "/v1/models?limit=2", json: ""), upstream))
        #expect(session.statistics.counts == RequestCounts())
        #expect(await response.slices().slices == [String(usage.prefix(5)), String(usage.dropFirst(5))])
        #expect(upstream.requests.map(\.path) == ["/v1/models?limit=2"])
        #expect(session.statistics.counts.passed == 1)
        #expect(session.statistics.counts.tokens == 7)
        #expect(session.statistics.counts.bytes == usage.utf8.count)
        #expect(store.interactions.isEmpty)
        #expect(
            log.lines == [
                "/v1/models: 200, \(usage.utf8.count) bytes, 7 tokens, passed through, not recorded"
            ]
        )
    }

    @Test func `an answer that breaks off is counted and told of`() async throws {
        let upstream = FakeUpstream("one", fields: .octets, error: UpstreamError.test)
        let response = try #require(try await pass(.test(.get, "/v1/models", json: ""), upstream))
        let (slices, error) = await response.slices()
        #expect(slices == ["one"])
        #expect(error is UpstreamError)
        #expect(session.statistics.counts.passed == 1)
        #expect(session.statistics.counts.bytes == 3)
        #expect(log.lines == ["/v1/models: 200, 3 bytes, passed through; BROKE OFF: The upstream broke off."])
    }

    @Test func `an upstream that does not answer is an error of ours`() async throws {
        let upstream = FakeUpstream { _, _ in throw UpstreamError.test }
        let response = try #require(try await pass(.test(.get, "/v1/models", json: ""), upstream))
        #expect(response.head.status == .badGateway)
        #expect(try await response.error("code") == "upstream_broken_off")
        #expect(session.statistics.counts.failed == 1)
        #expect(log.lines == ["/v1/models failed: The upstream broke off."])
    }

    @Test func `the field that names the session stays here`() async throws {
        let upstream = FakeUpstream("{}")
        let fields: HTTPFields = [.tapedeckSession: "a", .authorization: "Bearer x"]
        _ = try await pass(.test(.get, "/v1/models", fields: fields, body: .bytes([])), upstream)
        #expect(upstream.requests.first?.headerFields == [.authorization: "Bearer x"])
    }

    @Test(arguments: [(HTTPRequest.Method.get, 2 as Int?), (.head, nil)])
    func `tells the length that the upstream tells`(method: HTTPRequest.Method, length: Int?) async throws {
        let upstream = FakeUpstream("{}", fields: [.contentType: "application/json", .contentLength: "2"])
        let response = try #require(try await pass(.test(method, "/v1/models", json: ""), upstream))
        #expect(response.body.length == length)
        #expect(response.head.headerFields[.contentLength] == "2")
    }
}
