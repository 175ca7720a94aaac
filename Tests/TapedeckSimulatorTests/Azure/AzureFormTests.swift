// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct AzureFormTests {
    private func form(_ parts: [String]) -> [UInt8] {
        Array((parts.map { "--b\r\n\($0)\r\n" }.joined() + "--b--\r\n").utf8)
    }

    private let file = "content-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nname=\"model\"\r\n"

    @Test func `puts the model in the place of the deployment`() throws {
        let sent = form([file, "Content-Disposition: form-data; name=\"model\"\r\n\r\nmine"])
        let read = try #require(AzureForm(sent[...], boundary: "b"))
        #expect(read.model == "mine")
        let asking = form(["content-disposition: form-data; name=\"model\"\r\n\r\nwhisper-1", file])
        #expect(
            String(decoding: read.bytes(asking: "whisper-1"), as: UTF8.self) == String(decoding: asking, as: UTF8.self)
        )
    }

    @Test func `adds a model where none is named`() throws {
        let read = try #require(AzureForm(form([file])[...], boundary: "b"))
        #expect(read.model == nil)
        #expect(AzureForm(read.bytes(asking: "m")[...], boundary: "b")?.model == "m")
    }

    @Test(arguments: ["", "--b\r\n", "--b\r\n\r\nx"])
    func `is not made of what is no form`(_ text: String) {
        #expect(AzureForm(Array(text.utf8)[...], boundary: "b") == nil)
    }
}
