// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckSummarizer
import Testing

struct TrainingHistoryTests {
    private static func history(
        _ count: Int = 12,
        epochs: Int = 3,
        batch: Int = 2,
        rate: Double = 1.8,
        shuffled: Bool = false,
        seed: UInt64 = 1
    ) throws -> (history: TrainingHistory, steps: Int) {
        let rows = try Array(DialogueFixtures.rows("train").prefix(count))
        let held = try Array(DialogueFixtures.rows("validation").prefix(10))
        let schedule = TrainingSchedule(
            examples: count,
            epochs: epochs,
            batchSize: batch,
            learningRateMultiplier: rate
        )
        let history = TrainingHistory(
            DialogueFixtures.examples(shuffled ? DialogueFixtures.shuffled(rows, seed: 3) : rows),
            validation: DialogueFixtures.examples(held),
            schedule: schedule,
            seed: seed
        )
        return (history, schedule.steps)
    }

    /// The mean loss of each epoch.
    private static func epochs(_ history: TrainingHistory, _ steps: Int, of count: Int) -> [Double] {
        let size = steps / count
        return (0..<count).map { epoch in
            (1...size).reduce(0) { $0 + history.training(atStep: epoch * size + $1).loss } / Double(size)
        }
    }

    private static func fall(_ losses: [Double]) -> Double { (losses.first ?? 0) - (losses.last ?? 0) }

    @Test(arguments: [(12, 2), (12, 1), (40, 1), (40, 4)])
    func `every epoch is better than the one before, and no two batches are alike`(count: Int, batch: Int) throws {
        let (history, steps) = try Self.history(count, batch: batch)
        let losses = Self.epochs(history, steps, of: 3)
        #expect(losses[0] > losses[1] + 0.1 && losses[1] > losses[2] + 0.1, "\(losses)")
        #expect((2.5...4.5).contains(history.training(atStep: 1).loss))
        #expect(Set((1...steps).map { history.training(atStep: $0).loss }).count == steps)
        let accuracies = [history.training(atStep: 1), history.training(atStep: steps)].map(\.accuracy)
        #expect(accuracies[0] <= accuracies[1] && accuracies.allSatisfy((0...1).contains))
        let first = try #require(history.fullValidation(atStep: 1))
        let last = try #require(history.fullValidation(atStep: steps))
        #expect(last.loss < first.loss)
        #expect(try #require(history.validation(atStep: steps)).loss > 0)
    }

    @Test func `a larger learning rate, smaller batches and more epochs bring the loss further down`() throws {
        func last(_ epochs: Int = 3, _ batch: Int = 2, _ rate: Double = 1.8) throws -> Double {
            let (history, steps) = try Self.history(epochs: epochs, batch: batch, rate: rate)
            return Self.epochs(history, steps, of: epochs)[epochs - 1]
        }
        let usual = try last()
        #expect(try last(3, 2, 0.2) > usual + 0.3)
        #expect(try last(3, 2, 6) < usual - 0.3)
        #expect(try last(3, 6) > usual + 0.2)
        #expect(try last(3, 1) < usual - 0.2)
        #expect(try last(8) < usual - 0.5)
    }

    @Test func `the same examples and seed give the same losses, another seed other ones`() throws {
        #expect(try Self.history().history == Self.history().history)
        #expect(try Self.history().history != Self.history(seed: 2).history)
    }

    @Test func `summaries of other dialogues cost more loss`() throws {
        let own = try Self.history(40, batch: 1)
        let other = try Self.history(40, batch: 1, shuffled: true)
        #expect(Self.epochs(own.history, own.steps, of: 3)[0] + 0.2 < Self.epochs(other.history, other.steps, of: 3)[0])
        let held = try #require(own.history.fullValidation(atStep: own.steps))
        let heldOther = try #require(other.history.fullValidation(atStep: other.steps))
        #expect(held.loss + 0.2 < heldOther.loss)
    }

    @Test func `repeated words do not raise the loss`() {
        let examples = (0..<40).map { number in
            let words = (0..<200).map { ["alpha", "beta", "gamma"][(number * 7 + $0 * $0) % 3] }
            return SummaryExample(prompt: "Ann: hi \(number)", completion: words.joined(separator: " "))
        }
        let schedule = TrainingSchedule(examples: 40, epochs: 3, batchSize: 1, learningRateMultiplier: 2)
        let losses = Self.epochs(TrainingHistory(examples, schedule: schedule, seed: 1), 120, of: 3)
        #expect(losses[2] <= losses[0] && losses[0] < 2, "\(losses)")
    }

    @Test func `labels that follow from their prompts are learned`() throws {
        let examples = (0..<20).map { number in
            SummaryExample(
                prompt: "Is it good? \(number % 2 == 0 ? "lovely great" : "awful broken") item\(number)",
                completion: number % 2 == 0 ? "positive" : "negative"
            )
        }
        let schedule = TrainingSchedule(examples: 20, epochs: 4, batchSize: 1, learningRateMultiplier: 1.8)
        let history = TrainingHistory(examples, schedule: schedule, seed: 1)
        #expect(Self.epochs(history, schedule.steps, of: 4)[3] < 0.3)
        #expect(history.training(atStep: 80).accuracy == 1)
        #expect(history.validation(atStep: 80) == nil && history.fullValidation(atStep: 80) == nil)
    }

    @Test func `the loss of preferences starts at the logarithm of two and falls, and preferred answers gain`() throws {
        let pairs = (0..<12).map { number in
            PreferenceExample(
                prompt: "What about the thing \(number)?",
                preferred: "Gladly, it is thing \(number).",
                rejected: "No idea at all, go away."
            )
        }
        let schedule = TrainingSchedule(examples: 10, epochs: 3, batchSize: 1, learningRateMultiplier: 1)
        let history = TrainingHistory(
            preferences: Array(pairs.prefix(10)),
            validation: Array(pairs.suffix(2)),
            schedule: schedule,
            beta: 0.1,
            seed: 1
        )
        let first = history.training(atStep: 1)
        #expect(abs(first.loss - 0.693_147) < 1e-4 && first.reward == 0 && first.accuracy == 0)
        let losses = Self.epochs(history, 30, of: 3)
        #expect(losses[0] > losses[1] && losses[1] > losses[2])
        let last = history.training(atStep: 30)
        #expect(last.loss < 0.5 && last.reward > last.rejectedReward && last.accuracy == 1)
        let held = try #require(history.fullValidation(atStep: 30))
        #expect(held.loss > 0.05 && held.loss < 0.65)
    }

    @Test func `rewards of reinforcement rise from step to step on the same tasks`() {
        let schedule = TrainingSchedule(examples: 10, epochs: 4, batchSize: 2, learningRateMultiplier: 1)
        let history = TrainingHistory(reinforcement: (0..<10).map { "task \($0)" }, schedule: schedule, seed: 1)
        let means = (0..<4).map { epoch in
            (1...5).reduce(0) { $0 + history.training(atStep: epoch * 5 + $1).reward } / 5
        }
        #expect(zip(means, means.dropFirst()).allSatisfy { $0 < $1 } && means.allSatisfy((0...1).contains))
        #expect(Set((1...5).map { history.training(atStep: $0).reward }).count == 5)
    }

    @Test(arguments: [0, -3, 99, Int.max])
    func `any step has scores`(step: Int) throws {
        let fit = try Self.history(epochs: 1).history.training(atStep: step)
        #expect(fit.loss > 0 && fit.loss.isFinite)
    }

    @Test(arguments: ["", "!!! 🎉", "日本語の要約", String(repeating: "word ", count: 5000)])
    func `any completion has a finite loss`(completion: String) {
        let schedule = TrainingSchedule(examples: 1, epochs: 50, batchSize: 256, learningRateMultiplier: 1e9)
        let history = TrainingHistory([SummaryExample(prompt: "", completion: completion)], schedule: schedule, seed: 1)
        #expect((1...50).allSatisfy { history.training(atStep: $0).loss.isFinite })
    }

    @Test func `steps of a sampled file differ, and without examples there is no loss`() {
        let examples = (0..<30).map { SummaryExample(prompt: "a b \($0)", completion: "c \($0) d") }
        let schedule = TrainingSchedule(examples: 3000, epochs: 2, batchSize: 1, learningRateMultiplier: 2)
        let history = TrainingHistory(examples, validation: examples, schedule: schedule, seed: 1)
        #expect(history.training(atStep: 1).loss > history.training(atStep: 6000).loss)
        #expect(history.validation(atStep: 3000) != nil)
        #expect(TrainingHistory([], schedule: schedule, seed: 1).training(atStep: 1).loss == 0)
    }
}
