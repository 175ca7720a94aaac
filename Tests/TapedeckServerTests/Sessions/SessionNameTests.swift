// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TapedeckServer

struct SessionNameTests {
    @Test(arguments: ["a", "test one", "für/elf", "100%", "a?b#c", "~.-_", "日本"])
    func `a name comes back from its path segment`(_ name: String) throws {
        let segment = SessionName.encode(name)
        #expect(segment.utf8.allSatisfy { $0 < 0x80 && $0 != 0x20 && $0 != 0x2F && $0 != 0x3F && $0 != 0x23 })
        #expect(segment.removingPercentEncoding == name)
        #expect(try SessionName.decode(segment[...]) == name)
    }

    @Test func `the default session goes by its own name`() throws {
        #expect(try SessionName.decode("default") == "")
        #expect(try SessionName.decode("Default") == "Default")
    }

    @Test(arguments: [("%zz", "%zz"), ("50%", "50%"), ("%4", "%4"), ("%%41", "%A"), ("%2525", "%25")])
    func `a percent sign without two digits stands for itself`(segment: String, name: String) throws {
        #expect(try SessionName.decode(segment[...]) == name)
    }

    @Test(arguments: [("", SessionNameError.empty), ("%00", .zero), ("a%00b", .zero), ("%ff", .notText)])
    func `some segments are no names`(segment: String, error: SessionNameError) throws {
        #expect(throws: error) { try SessionName.decode(segment[...]) }
    }

    @Test func `names are bounded in bytes`() throws {
        let name = String(repeating: "é", count: 128)
        #expect(throws: Never.self) { try SessionName.check(name) }
        #expect(throws: SessionNameError.tooLong(257)) { try SessionName.check(name + "a") }
    }
}
