// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckServer

struct GenAIOperationTests {
    private func operation(_ target: String) -> GenAIOperation? {
        GenAIOperation(RequestLine(method: .post, pathAndQuery: target))
    }

    @Test(arguments: [
        ("/v1/chat/completions", "chat"), ("/v1/responses", "chat"), ("/v1/completions?x=1", "text_completion"),
        ("/v1/embeddings", "embeddings"), ("/v1/images/edits", "generate_content"),
        ("/v1/audio/speech", "generate_content"),
    ])
    func `names what asks a model`(target: String, name: String) {
        #expect(operation(target)?.name == name)
        #expect(operation(target)?.provider == "openai")
    }

    @Test func `knows Azure's dialect`() {
        let classic = operation("/openai/deployments/chat-4/chat/completions?api-version=1")
        #expect(classic?.name == "chat")
        #expect(classic?.provider == "azure.ai.openai")
        #expect(classic?.deployment == "chat-4")
        #expect(operation("/openai/v1/embeddings")?.provider == "azure.ai.openai")
    }

    @Test(arguments: ["/v1/files", "/v1/chat", "/v1/responses/resp_1/cancel", "/v1", "/openai/deployments/chat-4", "/"])
    func `names nothing else`(target: String) {
        #expect(operation(target) == nil)
    }

    @Test func `a GET asks no model`() {
        #expect(GenAIOperation(RequestLine(method: .get, pathAndQuery: "/v1/chat/completions")) == nil)
    }
}
