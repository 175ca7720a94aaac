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
        case .nowhere(let problem): return "nowhere: \(problem)"
        }
    }

    @Test(arguments: [
        ("/v1", "session '' /v1 -"), ("/v1/files?limit=2", "session '' /v1/files limit=2"),
        ("/v1?a", "session '' /v1 a"), ("/v1/files/v1", "session '' /v1/files/v1 -"),
        ("/v1/session/a", "session '' /v1/session/a -"),
        ("/session/a/v1/files?b=/", "session 'a' /v1/files b=/"), ("/session/a%20b/v1", "session 'a b' /v1 -"),
        ("/session/a/v1/files/v1", "session 'a' /v1/files/v1 -"),
        ("/session/default/v1", "session '' /v1 -"), ("/_tapedeck/health", "control health"),
    ])
    func `a path leads to a session or to the control API`(path: String, expected: String) {
        #expect(route(path) == expected)
    }

    @Test(arguments: [
        ("/openai", "session '' /openai -"), ("/openai/files?b", "session '' /openai/files b"),
        ("/openai/unknown", "session '' /openai/unknown -"), ("/openai/v1/files", "session '' /openai/v1/files -"),
        ("/v1/openai/deployments/d/x", "session '' /v1/openai/deployments/d/x -"),
        ("/session/a/openai/deployments/d/x?b", "session 'a' /openai/deployments/d/x b"),
        ("/session/a/openai/files", "session 'a' /openai/files -"),
        ("/session/a/openai/v1/files", "session 'a' /openai/v1/files -"),
        ("/session/a/v1/openai/deployments/d/x", "session 'a' /v1/openai/deployments/d/x -"),
        ("/session/a/b/openai/v1/files", "session 'a/b' /openai/v1/files -"),
        ("/session/a/b/v1/openai/deployments/d/x", "session 'a/b' /v1/openai/deployments/d/x -"),
        ("/session/a/b/openai/deployments/d/x", "session 'a/b' /openai/deployments/d/x -"),
        ("/session/a/openai/models/b/v1/files", "session 'a/openai/models/b' /v1/files -"),
        (
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a/deployments/d",
            "session '' /subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a/deployments/d -"
        ),
    ])
    func `Azure's paths lead to a session`(path: String, expected: String) {
        #expect(route(path) == expected)
    }

    @Test(arguments: [
        "a/b", "a?b", "a#b", "test[50%]", "100%", "%41", "https://x.test/y?z=1#w", "a\nb", "für/日本", "/v1/", "v1/v1",
        "é", "e\u{301}",
    ])
    func `every text names a session once it is percent-encoded`(_ name: String) {
        #expect(route("/session/\(SessionName.encode(name))/v1/a?b") == "session '\(name)' /v1/a b")
    }

    @Test(arguments: ["a/b", "test[openai/gpt-4o]", "https://x.test/y", "test[50%]", "5%/6%", "a/v2/b", "/a/"])
    func `a name that was not encoded is taken where it can only be meant so`(_ name: String) {
        #expect(route("/session/\(name)/v1/a?b") == "session '\(name)' /v1/a b")
    }

    @Test(arguments: [
        ("/chat/completions", PathProblem.withoutVersion), ("/models?limit=1", .withoutVersion),
        ("/v1/v1", .versionTwice),
        ("/v1/v1/models", .versionTwice), ("/session/a/v1/v1?b", .versionTwice),
        ("/session/a", .sessionWithoutVersion), ("/session/a/chat/completions", .sessionWithoutVersion),
        ("/session/a/v2", .sessionWithoutVersion), ("/session", .sessionWithoutVersion),
        ("/session/", .sessionWithoutVersion),
        ("/v1/session/a/v1/models", .sessionBehindVersion), ("/session/a?b/v1/models", .sessionNameWithQuery),
        ("/session/a/b/v1/c/v1/models", .ambiguousSessionName), ("/session//v1", .sessionName(.empty)),
        ("/session/%00/v1", .sessionName(.zero)), ("/session/%FF/v1", .sessionName(.notText)),
        ("/api/v1/models", .beforeVersion("/api")), ("//v1/models", .beforeVersion("/")), ("/v10", .other),
        ("/", .other),
        ("", .other), ("*", .other), ("/_tapedeck", .other), ("/openai2/deployments/a", .other),
        ("/openai/openai/files", .azureTwice), ("/session/a/b/openai/files", .sessionWithoutVersion),
        ("/session/a/b/openai/deployments/v1/x", .ambiguousSessionName), ("/deployments/a/x", .withoutAzureRoot),
        ("/subscriptions/a/providers/other/b", .other), ("/session/a/openai", .sessionWithoutVersion),
    ])
    func `what is wrong with a path that leads nowhere is told`(path: String, problem: PathProblem) {
        #expect(route(path) == "nowhere: \(problem)")
        #expect(problem.advice(host: "localhost:8080").contains("localhost:8080") || problem.code != "unknown_url")
    }

    @Test func `a name that is too long is told so, with both lengths`() {
        let path = "/session/\(String(repeating: "%C3%A9", count: 129))/v1"
        #expect(route(path) == "nowhere: \(PathProblem.sessionName(.tooLong(258)))")
        #expect(
            PathProblem.sessionName(.tooLong(258)).advice(host: "").contains("may have 256 bytes and this one has 258")
        )
    }

    @Test func `a field may name the session`() {
        #expect(route("/v1", session: "a") == "session 'a' /v1 -")
        #expect(route("/v1", session: "default") == "session '' /v1 -")
        #expect(route("/session/b/v1", session: "a") == "session 'b' /v1 -")
    }
}
