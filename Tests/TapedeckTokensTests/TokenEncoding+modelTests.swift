// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckTokens
import Testing

@Suite struct ModelEncodingTests {
    @Test(arguments: [
        "gpt-4o", "gpt-4o-mini-2024-07-18", "gpt-4.1", "gpt-4.1-nano-2025-04-14", "gpt-4.5-preview", "gpt-5",
        "gpt-5.4-mini",
        "gpt-6-astra", "gpt-6.2-sol", "chatgpt-4o-latest", "o1", "o1-mini", "o3-mini-2025-01-31", "o4-mini",
        "ft:gpt-4o-mini-2024-07-18:acme:suffix:abc12345", "ft:gpt-4.1-mini-2025-04-14:personal::Ajo5kvNY:ckpt-step-90",
    ])
    func `later models have o200k_base`(model: String) {
        #expect(TokenEncoding.forModel(model)?.name == "o200k_base")
    }

    @Test(arguments: [
        "gpt-4", "gpt-4-0613", "gpt-4-turbo", "gpt-3.5-turbo", "gpt-3.5-turbo-0125", "text-embedding-3-small",
        "text-embedding-3-large", "text-embedding-ada-002", "babbage-002", "davinci-002",
        "ft:gpt-3.5-turbo-0125:acme::abc12345", "ft:davinci-002:acme::abc12345",
    ])
    func `earlier models and embeddings have cl100k_base`(model: String) {
        #expect(TokenEncoding.forModel(model)?.name == "cl100k_base")
    }

    @Test(arguments: [
        "", "ft:", "ft:ft:gpt-4o", "gpt-42", "gpt-4omega", "o12", "text-davinci-003", "llama-3", "GPT-4o",
    ])
    func `unknown models have none`(model: String) {
        #expect(TokenEncoding.forModel(model) == nil)
    }
}
