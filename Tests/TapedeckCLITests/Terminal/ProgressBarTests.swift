// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckCLI

@Suite struct ProgressBarTests {
    @Test func `the bar shows the share, the pairs and their rate`() {
        let bar = ProgressBar(isShown: true, unit: "pairs")
        #expect(
            bar.line(share: 0.5, count: 3_000, elapsed: .seconds(2))
                == "[############............] 50 %  3000 pairs, 1500 a second"
        )
        #expect(bar.line(share: nil, count: 10, elapsed: .seconds(1)) == "10 pairs, 10 a second")
    }
}
