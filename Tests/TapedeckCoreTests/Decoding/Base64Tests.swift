// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckCore

struct Base64Tests {
    @Test(
        arguments: [
            ("", []), ("AA==", [0]), ("AP8=", [0, 255]), ("AP//", [0, 255, 255]), ("AP8", [0, 255]),
            (" A P\n8 = \r\n", [0, 255]), ("+/+/AA", [0xFB, 0xFF, 0xBF, 0]),
        ] as [(String, [UInt8])]
    )
    func `decodes digits, white space and padding`(text: String, bytes: [UInt8]) {
        #expect(Base64.decode(text.utf8) == bytes)
    }

    @Test(arguments: ["A", "AAAAA", "A===", "AA=A", "AA*=", "====", "AAA==", "é"])
    func `refuses anything else`(text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }
}
