// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct RenderedModelListTests {
    @Test func `is written again only when its fine-tuned models change`() {
        let list = RenderedModelList()
        #expect(list.bytes(for: []) { [1] } == [1])
        #expect(list.bytes(for: []) { [2] } == [1])
        #expect(list.bytes(for: ["ft:a"]) { [3] } == [3])
        #expect(list.bytes(for: []) { [4] } == [4])
    }
}
