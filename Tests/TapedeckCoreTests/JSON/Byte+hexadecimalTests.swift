// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct ByteHexadecimalTests {
    @Test func `reads digits of either case`() {
        #expect("09afAF".utf8.map(\.hexadecimalValue) == [0, 9, 10, 15, 10, 15])
        #expect("/:@G`g ".utf8.allSatisfy { $0.hexadecimalValue == nil })
    }

    @Test func `writes two lower-case digits a byte`() {
        #expect([0x00, 0x0A, 0xFF].hexadecimal == "000aff")
        #expect([UInt8]().hexadecimal == "")
    }
}
