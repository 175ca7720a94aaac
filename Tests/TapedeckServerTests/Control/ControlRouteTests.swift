// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckServer

struct ControlRouteTests {
    private func find(_ method: HTTPRequest.Method, _ path: String) -> (route: ControlRoute, parameters: [Substring])? {
        ControlRoute.find(RequestLine(method: method, pathAndQuery: path))
    }

    @Test(arguments: ControlRoute.allCases)
    func `the description names every route, and its parameters`(route: ControlRoute) throws {
        let item = try #require(ControlDocument.json["paths"]?["/\(route.template)"])
        for method in route.methods {
            let operation = try #require(item[method.rawValue.lowercased()])
            #expect(operation["responses"] != nil)
            #expect(find(method, route.template)?.route == route)
        }
        let named = item["parameters"]?.elements?.compactMap { $0["name"]?.string } ?? []
        #expect(
            named.map { "{\($0)}" }
                == route.template.split(separator: "/").filter { $0.hasPrefix("{") }.map(String.init)
        )
    }

    @Test func `the description names nothing else`() throws {
        guard case .object(let paths) = try #require(ControlDocument.json["paths"]) else {
            Issue.record("The paths are no object.")
            return
        }
        let templates = Set(ControlRoute.allCases.map { "/\($0.template)" })
        #expect(Set(paths.map(\.name)) == templates)
        #expect(paths.count == templates.count)
    }

    @Test func `no two routes take the same requests`() {
        let requests = ControlRoute.allCases.flatMap { route in route.methods.map { "\($0.rawValue) \(route.template)" }
        }
        #expect(Set(requests).count == requests.count)
    }

    @Test func `takes parameters out of the path`() throws {
        let found = try #require(find(.get, "sessions/a%2Fb/interactions/7/response?from=1"))
        #expect(found.route == .responseBody)
        #expect(found.parameters == ["a%2Fb", "7"])
        #expect(find(.head, "page/main.js")?.parameters == ["main.js"])
        // The empty name is refused as a name, not as a path.
        #expect(find(.get, "sessions/")?.parameters == [""])
    }

    @Test(arguments: [
        "GET nothing", "GET health/", "GET page", "GET page/a/b", "POST health", "POST ", "HEAD sessions",
        "PUT sessions/a",
        "GET sessions/a/reset", "GET {name}", "GET sessions/a/interactions/1/other",
    ])
    func `finds nothing for other requests`(request: String) throws {
        let parts = request.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        #expect(find(try #require(HTTPRequest.Method(parts[0])), parts[1]) == nil)
    }
}
