// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckServer

struct RouteTests {
    private func route(_ path: String, session: String? = nil) -> String {
        var request = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: path)
        request.headerFields[.tapedeckSession] = session
        switch Route(request) {
        case .session(let name, let target): return "session '\(name)' \(target.path) \(target.query ?? "-")"
        case .control(let target): return "control \(target.path)"
        case .unknown: return "unknown"
        }
    }

    @Test(arguments: [
        ("/v1", "session '' /v1 -"), ("/v1/files?limit=2", "session '' /v1/files limit=2"),
        ("/v1?a", "session '' /v1 a"),
        ("/session/a/v1/files?b=/", "session 'a' /v1/files b=/"), ("/session/a%20b/v1", "session 'a b' /v1 -"),
        ("/session/default/v1", "session '' /v1 -"), ("/_tapedeck/health", "control health"),
        ("/v10", "unknown"), ("/", "unknown"), ("", "unknown"), ("/session/a", "unknown"), ("/session//v1", "unknown"),
        ("/session/a%2Fb/v1", "unknown"), ("/session/a/v2", "unknown"), ("/_tapedeck", "unknown"),
    ])
    func `a path leads to a session, to the control API, or nowhere`(path: String, expected: String) {
        #expect(route(path) == expected)
    }

    @Test func `a field may name the session`() {
        #expect(route("/v1", session: "a") == "session 'a' /v1 -")
        #expect(route("/v1", session: "default") == "session '' /v1 -")
        #expect(route("/session/b/v1", session: "a") == "session 'b' /v1 -")
    }
}
