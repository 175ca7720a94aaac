// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckSummarizer
import Testing

struct FitTraceTests {
    private static let own = Result { try trace(shuffled: false) }

    private static func trace(shuffled: Bool) throws -> FitTrace {
        let rows = try Array(DialogueFixtures.rows("train").prefix(40))
        let held = try Array(DialogueFixtures.rows("validation").prefix(10))
        let train = shuffled ? DialogueFixtures.shuffled(rows, seed: 3) : rows
        let model = Summarizer.fit(
            DialogueFixtures.examples(train),
            validation: DialogueFixtures.examples(held),
            seed: 1
        )
        return try #require(model.trace)
    }

    @Test func `the loss falls and the accuracy rises over the steps`() throws {
        let trace = try Self.own.get()
        func mean(_ steps: ClosedRange<Int>, _ value: (FitTrace.Fit) -> Double) -> Double {
            steps.reduce(0) { $0 + value(trace.training(atStep: $1, of: 100)) } / Double(steps.count)
        }
        #expect(mean(1...20, \.loss) > mean(81...100, \.loss))
        #expect(mean(1...20, \.accuracy) < mean(81...100, \.accuracy))
        let first = try #require(trace.validation(atStep: 1, of: 100))
        let last = try #require(trace.validation(atStep: 100, of: 100))
        #expect(last.loss < first.loss)
        #expect((0...1).contains(last.accuracy))
    }

    @Test func `summaries of other dialogues cost more loss`() throws {
        let own = try Self.own.get()
        let other = try Self.trace(shuffled: true)
        #expect(own.training(atStep: 50, of: 50).loss + 0.2 < other.training(atStep: 50, of: 50).loss)
        let held = try #require(own.validation(atStep: 50, of: 50))
        let heldOther = try #require(other.validation(atStep: 50, of: 50))
        #expect(held.loss < heldOther.loss)
    }

    @Test(arguments: [(0, 0), (-3, 10), (99, 10), (1, 1), (Int.max, Int.max)])
    func `any step of any number can be asked for`(step: Int, steps: Int) throws {
        let fit = try Self.own.get().training(atStep: step, of: steps)
        #expect(fit.loss > 0 && fit.loss.isFinite)
    }

    @Test func `without validation examples there is no validation loss, and without examples no loss`() {
        let model = Summarizer.fit([SummaryExample(prompt: "Hi", completion: "Ho")], seed: 1)
        #expect(model.trace?.validation(atStep: 1, of: 2) == nil)
        #expect(Summarizer.base.trace == nil)
        #expect(Summarizer.fit([], seed: 1).trace?.training(atStep: 1, of: 1).loss == 0)
    }
}
