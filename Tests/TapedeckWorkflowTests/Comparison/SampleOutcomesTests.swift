// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckWorkflow

@Suite struct SampleOutcomesTests {
    @Test func `a sample is won by the higher score, and rounding decides nothing`() {
        let outcomes = SampleOutcomes([0.5, 0.1 + 0.2, 0, 1, 0.25], against: [0.4, 0.3, 0, 1, 0.75])
        #expect([outcomes.won, outcomes.tied, outcomes.lost] == [1, 3, 1])
        #expect(outcomes.words == "1 won, 3 tied, 1 lost")
        #expect(SampleOutcomes([], against: []).words == "0 won, 0 tied, 0 lost")
    }
}
