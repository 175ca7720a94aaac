// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge
import TapedeckTestSupport
import Testing

@Suite(.enabled(if: AllocationBudget.applies))
struct RougeScorerAllocationsTests {
    @Test func `a pair stays within its budget`() async throws {
        let scorer = RougeScorer(stemmer: .porter)
        try await AllocationBudget("ROUGE scores of a pair").check {
            scorer.score(
                "Olga and Leo will meet at the station at noon, and take the train to the lake.",
                against: "Leo meets Olga at noon. They take a train to the lake."
            )
        }
    }
}
