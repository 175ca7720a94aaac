// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TapedeckServer

struct SessionNameTests {
    @Test(arguments: ["a", "test one", "für/elf", "100%", "a?b#c", "~.-_", "日本"])
    func `a name comes back from its path segment`(_ name: String) {
        let segment = SessionName.encode(name)
        #expect(segment.utf8.allSatisfy { $0 < 0x80 && $0 != 0x20 && $0 != 0x2F && $0 != 0x3F && $0 != 0x23 })
        #expect(segment.removingPercentEncoding == name)
        #expect(SessionName.decode(segment[...]) == (name.contains("/") ? nil : name))
    }

    @Test func `the default session goes by its own name`() {
        #expect(SessionName.decode("default") == "")
        #expect(SessionName.decode("Default") == "Default")
    }

    @Test(arguments: ["", "a%2Fb", "%00", "a%0Ab", "%zz", "%ff"])
    func `some segments are no names`(_ segment: String) {
        #expect(SessionName.decode(segment[...]) == nil)
    }

    @Test func `names are bounded in bytes`() {
        #expect(SessionName.isValid(String(repeating: "é", count: 128)))
        #expect(!SessionName.isValid(String(repeating: "é", count: 128) + "a"))
    }
}
