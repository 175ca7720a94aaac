// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

@testable import TapedeckServer

struct HostCheckTests {
    private func accepts(_ authority: String?, anyAddress: Bool = false) -> Bool {
        HostCheck(names: ["Tape.Test"], acceptsAnyAddress: anyAddress)
            .accepts(HTTPRequest(method: .get, scheme: "http", authority: authority, path: "/v1"))
    }

    @Test(arguments: [
        "localhost", "LocalHost:8080", "127.0.0.1:1", "127.1.2.3", "[::1]:80", "tape.test:80", "TAPE.TEST", nil,
    ])
    func `this server's names and loopback addresses are accepted`(_ authority: String?) {
        #expect(accepts(authority))
    }

    @Test(arguments: [
        "evil.test", "localhost.evil.test", "127.0.0.1.evil.test", "", "tape.test.", "[::2]:80", "10.0.0.1",
    ])
    func `other hosts are refused`(_ authority: String) {
        #expect(!accepts(authority))
    }

    @Test func `any address stands for a server that is bound beyond loopback, but not any name`() {
        #expect(accepts("10.0.0.1:80", anyAddress: true))
        #expect(accepts("[fe80::1]:80", anyAddress: true))
        #expect(!accepts("evil.test", anyAddress: true))
    }
}
