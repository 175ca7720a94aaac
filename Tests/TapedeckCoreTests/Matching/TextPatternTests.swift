// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct TextPatternTests {
    @Test func `is compared by its text`() throws {
        #expect(try TextPattern("a+") == TextPattern("a+"))
        #expect(try TextPattern("a+") != TextPattern("b+"))
        #expect(try Set([TextPattern("uuid"), TextPattern("uuid"), TextPattern("date")]).count == 2)
    }

    @Test func `replaces every match`() throws {
        #expect(try TextPattern("a+").replacingMatches(in: "aa b a", with: "$0") == "$0 b $0")
        #expect(try TextPattern("uuid").replacingMatches(in: "uuid", with: "x") == "uuid")
    }
}
