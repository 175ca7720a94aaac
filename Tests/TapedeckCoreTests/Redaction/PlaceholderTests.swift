// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckCore

struct PlaceholderTests {
    @Test(arguments: [(8, 24), (39, 24), (40, 51), (99, 51), (100, 164), (5000, 164)])
    func `has the length of keys of its class`(_ row: (length: Int, placeholder: Int)) {
        for prefix in ["", "sk-", "sess-"] {
            let text = String(
                decoding: Placeholder.lengthClass.bytes(prefix: Array(prefix.utf8), length: row.length),
                as: UTF8.self
            )
            #expect(text.utf8.count == row.placeholder)
            #expect(text.hasPrefix(prefix + "REDACTED."))
        }
    }

    @Test func `is one word for every secret in a fingerprint`() {
        #expect(Placeholder.uniform.bytes(prefix: Array("sk-".utf8), length: 51) == Array("REDACTED".utf8))
    }
}
