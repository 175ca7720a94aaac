// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct AzureRequestTests {
    private func read(_ path: String) -> AzureRequest? {
        AzureRequest(RequestLine(method: .post, pathAndQuery: path))
    }

    @Test(arguments: [
        ("/openai/deployments/a%20b/chat/completions?api-version=1&x=2", "classic", "a b", "/v1/chat/completions?x=2"),
        ("/v1/openai/deployments/d/embeddings?api-version=1", "classic", "d", "/v1/embeddings"),
        ("/openai/files?limit=2&api-version=1", "classic", nil, "/v1/files?limit=2"),
        ("/openai/v1/chat/completions", "versioned", nil, "/v1/chat/completions"),
        ("/openai/v1/deployments/d/x", "versioned", nil, "/v1/deployments/d/x"),
    ])
    func `is translated to the path of the service`(
        path: String,
        plane: String,
        deployment: String?,
        translated: String
    ) throws {
        let request = try #require(read(path))
        #expect("\(request.plane)" == plane)
        #expect(request.deployment == deployment)
        #expect(request.translated.pathAndQuery == translated)
    }

    @Test(arguments: ["/v1/files", "/v1/openai2/files", "/openai2", "/subscriptions/s", "/", ""])
    func `is not made of other paths`(_ path: String) {
        #expect(read(path) == nil)
    }

    @Test func `finds the version in the query`() throws {
        #expect(try #require(read("/openai/files?a=api-version&api-version=2024-10-21")).version == "2024-10-21")
        #expect(try #require(read("/openai/files?api-version")).version == "")
        #expect(try #require(read("/openai/files")).version == nil)
    }
}
