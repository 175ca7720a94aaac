// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

@testable import TapedeckUpstream

@Suite struct HopByHopFieldsTests {
    @Test func `knows the connection's fields and those it names`() throws {
        var fields = HTTPFields()
        for (name, value) in [
            ("Content-Type", "a/b"), ("Connection", "close, X-One"), ("Connection", "\tx-two "), ("X-One", "1"),
            ("X-Two", "2"), ("X-Three", "3"), ("Keep-Alive", "timeout=5"), ("TE", "trailers"), ("Trailer", "x"),
            ("Transfer-Encoding", "chunked"), ("Upgrade", "h2c"), ("Proxy-Authorization", "Basic x"),
            ("Proxy-Connection", "close"), ("X-Three", "4"), ("Cookie", "a=b"),
        ] {
            fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
        }
        var hopByHop = HopByHopFields()
        for field in fields { hopByHop.add(field) }
        let left = fields.filter { !hopByHop.contains($0.name) }.map { "\($0.name.rawName): \($0.value)" }
        #expect(left == ["Content-Type: a/b", "X-Three: 3", "X-Three: 4", "Cookie: a=b"])
    }
}
