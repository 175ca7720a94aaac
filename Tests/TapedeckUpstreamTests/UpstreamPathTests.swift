// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckUpstream

@Suite struct UpstreamPathTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let base: String
        let path: String
        let target: String?
        var testDescription: String { "\(path) at \(base)" }
    }

    @Test(arguments: [
        Case(base: "https://api.openai.com/v1", path: "/v1/x?y", target: "/v1/x?y"),
        Case(base: "https://h/openai/v1", path: "/v1/x", target: "/openai/v1/x"),
        Case(base: "https://h/openai/v1", path: "/v1", target: "/openai/v1"),
        Case(base: "https://h/openai/v1", path: "/v1?y", target: "/openai/v1?y"),
        Case(base: "https://h/openai/v1", path: "/v1/v1/x", target: "/openai/v1/v1/x"),
        Case(base: "https://h/openai/v1", path: "/v10/x", target: "/v10/x"),
        Case(base: "https://h/openai/v1", path: "/health", target: "/health"),
        Case(base: "http://127.0.0.1:8000", path: "/v1/x", target: "/v1/x"),
        Case(base: "http://127.0.0.1:8000", path: "/x", target: "/x"),
        Case(base: "https://h", path: "/v1/openai/deployments/d/x?y", target: "/openai/deployments/d/x?y"),
        Case(base: "https://h", path: "/v1/openai/files", target: "/openai/files"),
        Case(base: "https://h/gw", path: "/v1/openai/files", target: "/gw/openai/files"),
        Case(base: "https://h", path: "/openai/deployments/d/x?y", target: "/openai/deployments/d/x?y"),
        Case(base: "https://h/v1", path: "/openai/files?y", target: "/openai/files?y"),
        Case(base: "https://h/gw", path: "/openai/v1/x", target: "/gw/openai/v1/x"),
        Case(base: "https://h/openai", path: "/openai/v1/x", target: "/openai/v1/x"),
        Case(base: "https://h/openai/v1", path: "/openai/deployments/d/x", target: "/openai/deployments/d/x"),
        Case(base: "https://h/v1", path: "/openai2/x", target: "/openai2/x"),
        Case(base: "https://n.openai.azure.com", path: "/v1/x?y", target: "/openai/v1/x?y"),
        Case(base: "https://n.services.ai.azure.com:443", path: "/v1/x", target: "/openai/v1/x"),
        Case(base: "https://n.openai.azure.com/openai", path: "/v1/x", target: "/openai/x"),
        Case(base: "https://h/v1", path: "/v1/%2e%2E/../x//", target: "/v1/%2e%2E/../x//"),
        Case(base: "https://h/v1", path: "", target: nil),
        Case(base: "https://h/v1", path: "*", target: nil),
        Case(base: "https://h/v1", path: "/v1/\u{7F}", target: nil),
        Case(base: "https://h/v1", path: "/v1/x#y", target: nil),
    ])
    func `puts the base path in the place of v1`(_ test: Case) throws {
        #expect(UpstreamPath.target(for: test.path, base: try BaseURL(test.base)) == test.target)
    }
}
