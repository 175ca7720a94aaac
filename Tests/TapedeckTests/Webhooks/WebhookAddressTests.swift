// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import Tapedeck

struct WebhookAddressTests {
    @Test(arguments: [
        ("http://127.0.0.1:8000", "/"), ("https://app.example/hook", "/hook"),
        ("http://localhost:8000/v1/hook/?a=b%20c", "/v1/hook/?a=b%20c"), ("HTTP://Host/Path", "/Path"),
    ])
    func `keeps path and query as they are given`(url: String, path: String) throws {
        let address = try WebhookAddress(url)
        #expect(address.path == path)
    }

    @Test(arguments: [
        "", "app.example/hook", "ftp://app.example", "http://", "http://a:b@app.example/", "http://a/?b c",
    ])
    func `refuses other texts in one sentence`(url: String) {
        let error = #expect(throws: CassetteError.self) { try WebhookAddress(url) }
        #expect(error?.message.hasPrefix("Cannot use \"") == true)
        #expect(error?.message.contains("as the webhook: ") == true)
        #expect(error?.message.contains("b@") == false)
    }
}
