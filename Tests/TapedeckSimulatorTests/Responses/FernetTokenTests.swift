// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

@Suite struct FernetTokenTests {
    @Test(arguments: [("", 1), ("Anna: Hello — 🧵", 2), (String(repeating: "long ", count: 2000), 3)])
    func `holds a text that can be read again`(text: String, seed: Int) {
        let token = FernetToken.holding(text, at: 1_767_603_600, seed: UInt64(seed))
        #expect(token.hasPrefix("gAAAAA") && token.utf8.count >= 2764)
        #expect(!token.contains("+") && !token.contains("/"))
        #expect(FernetToken.text(in: token) == text)
    }

    @Test func `has the length of recorded ones, and is no text`() {
        let token = FernetToken.random(blocks: 44, at: 1_767_603_600, seed: 5)
        #expect(token.hasPrefix("gAAAAA") && token.utf8.count == 1016)
        #expect(FernetToken.text(in: "gAAAAA") == nil && FernetToken.text(in: "") == nil)
    }
}
