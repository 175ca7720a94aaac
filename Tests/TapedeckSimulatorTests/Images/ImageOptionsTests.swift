// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct ImageOptionsTests {
    private func options(_ json: String) throws -> ImageOptions {
        try ImageOptions(RequestFields(parsing: Array(json.utf8)[...]), standard: "dall-e-2")
    }

    @Test func `resolves what a request leaves to the model`() throws {
        let options = try options(#"{"model": "gpt-image-1", "prompt": "a cat", "size": "auto", "quality": "auto"}"#)
        #expect(options.size.description == "1024x1024" && options.quality == "medium")
        #expect(options.format == .png && options.wantsBase64 && options.outputTokens == 1056)
    }

    @Test(
        arguments: [
            ("1536x864", true), ("3840x2160", true), ("1024x300", false), ("1024x1025", false), ("4096x4096", false),
            ("01024x1024", false), ("1024", false), ("-16x16", false), ("99999999999999999999x16", false),
        ]
    )
    func `takes any size that a model for any size makes`(size: String, isSupported: Bool) {
        let request = #"{"model": "gpt-image-2", "prompt": "a cat", "size": "\#(size)"}"#
        #expect((try? options(request))?.size.description == (isSupported ? size : nil))
    }

    @Test(
        arguments: [
            #"{"prompt": "a", "background": "opaque"}"#, #"{"prompt": "a", "model": "dall-e-3", "n": 2}"#,
            #"{"prompt": "a", "model": "gpt-image-1", "response_format": "url"}"#, #"{"prompt": "a", "size": "auto"}"#,
            #"{"prompt": "a", "model": "gpt-image-1", "background": "transparent", "output_format": "jpeg"}"#,
        ]
    )
    func `refuses what the model does not support`(request: String) {
        #expect(throws: APIError.self) { try options(request) }
    }
}
