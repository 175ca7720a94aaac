// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct StoreQueryTests {
    private func score(_ query: String, _ chunk: String) -> Double { StoreQuery(query).score(ChunkTerms(chunk)) }

    @Test func `a chunk scores by the share of the query that it covers`() {
        let chunk = "Travis's favorite food is pizza."
        #expect(score("What is Travis's favorite food?", chunk) > 0.75)
        #expect((0.2...0.7).contains(score("What food does Ann cook?", chunk)))
        #expect(score("quantum physics", chunk) == 0)
        #expect(score("", chunk) == 0)
        #expect(score(chunk, "") == 0)
    }

    @Test func `forms of a word are found, and rare words count more`() {
        #expect(score("closing bridges", "The bridge was closed.") > 0.8)
        #expect(score("the invoice 48213", "Number 48213 was paid.") > score("the invoice 48213", "the paid the"))
    }

    @Test func `more of a word adds ever less, and long chunks are damped`() {
        let scores = [1, 2, 4, 8].map { score("pizza", Array(repeating: "pizza", count: $0).joined(separator: " ")) }
        #expect(scores == scores.sorted())
        #expect((scores.last ?? 1) < 1)
        let long = Array(repeating: "filler", count: 600).joined(separator: " ")
        #expect(score("pizza", "pizza \(long)") < score("pizza", "pizza"))
        #expect(score("pizza", "pizza \(long)") > 0.5)
    }

    @Test func `a rewritten query has the words that say something`() {
        #expect(StoreQuery.rewritten("What is the return policy for shoes?") == "return policy shoes")
        #expect(StoreQuery.rewritten("Who is it?") == "Who is it?")
    }
}
