// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct RecordModeTests {
    @Test func `has VCR's names`() {
        #expect(RecordMode.allCases.map(\.rawValue) == ["once", "new_episodes", "none", "all"])
        #expect(RecordMode.list == "once, new_episodes, none, all")
        #expect(RecordMode(rawValue: "any") == nil)
    }
}
