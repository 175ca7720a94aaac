// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckServer

struct WebOriginTests {
    @Test(arguments: [
        ("https://app.example", "https://APP.example:443"), ("http://a:80", "http://a"),
        ("http://[::1]:5", "http://[::1]:5"),
    ])
    func `origins are the same with and without the scheme's port, in any case`(left: String, right: String) {
        #expect(WebOrigin(left) != nil)
        #expect(WebOrigin(left) == WebOrigin(right))
    }

    @Test(arguments: [
        "", "null", "*", "app.example", "https://", "https://a/b", "https://a/", "https://a?b", "https://u@a",
        "https://a:b",
        "https://a:70000", "https://*.a", "://a", "https://[::1", "https://[]", "https://a b", "https://a, https://b",
    ])
    func `what is no origin is none`(_ text: String) {
        #expect(WebOrigin(text) == nil)
    }
}
