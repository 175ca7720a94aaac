// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

@Suite struct RemovedEndpointTests {
    @Test(arguments: [
        ("/v1/assistants", "2026-08-26"), ("/v1/threads/thread_1/runs", "2026-08-26"), ("/v1/evals", "2026-11-30"),
        ("/v1/fine-tunes", "2024-01-04"),
    ])
    func `a removed endpoint tells its last day`(path: String, day: String) throws {
        let endpoint = try #require(RemovedEndpoint.containing(path))
        #expect(endpoint.date == day && endpoint.notice.contains("ended on \(day)"))
    }

    @Test func `an endpoint without a known day tells what took its place`() throws {
        let engines = try #require(RemovedEndpoint.containing("/v1/engines/davinci/completions"))
        #expect(engines.date == nil && engines.notice.contains("is gone") && engines.notice.contains("/v1/models"))
    }

    @Test(arguments: ["/v1/", "/v1/files", "/v1/evalsx", "/v1", "", "/assistants", "/v1/chat/threads"])
    func `other paths were never removed`(path: String) {
        #expect(RemovedEndpoint.containing(path) == nil)
    }

    @Test func `no removed endpoint is simulated`() {
        for route in RouteTable.all.routes { #expect(RemovedEndpoint.containing("/v1/" + route.path) == nil) }
    }
}
