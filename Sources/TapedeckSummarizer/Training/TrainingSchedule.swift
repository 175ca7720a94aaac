// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// How a training goes over its examples.
package struct TrainingSchedule: Sendable, Hashable {
    /// How many examples the training file has, of which a fit may be given a sample only.
    package let examples: Int
    /// How often all of them are gone through.
    package let epochs: Int
    /// How many examples make one step.
    package let batchSize: Int
    /// What the learning rate is multiplied by.
    package let learningRateMultiplier: Double

    /// Creates a schedule; numbers below what is possible count as the least that is.
    package init(examples: Int, epochs: Int, batchSize: Int, learningRateMultiplier: Double) {
        self.examples = max(examples, 1)
        self.epochs = max(epochs, 1)
        self.batchSize = max(batchSize, 1)
        // Beyond this every weight is at its bound after one step.
        self.learningRateMultiplier = min(max(learningRateMultiplier, 0), 1000)
    }

    /// Steps of an epoch.
    package var stepsPerEpoch: Int { (examples - 1) / batchSize + 1 }
    /// Steps of all epochs.
    package var steps: Int { stepsPerEpoch * epochs }
}

/// The batches that a fit goes through: those of the schedule, or as many as a sample of the examples makes.
struct TrainingBatches {
    /// The most visits to an example over all epochs.
    private static let visitLimit = 3000
    /// The fewest examples that are visited in each epoch, if there are so many.
    private static let leastExamples = 24

    let epochs: Int
    /// How many of the examples are visited.
    let count: Int
    let size: Int

    init(_ schedule: TrainingSchedule, examples: Int) {
        epochs = schedule.epochs
        count = min(examples, max(Self.leastExamples, Self.visitLimit / schedule.epochs))
        let share = Double(count) / Double(max(schedule.examples, examples, 1))
        size = count == schedule.examples ? schedule.batchSize : max(1, Int(Double(schedule.batchSize) * share))
    }

    /// The examples that are visited, at even distances.
    func sample<Example>(_ examples: [Example]) -> [Example] {
        guard examples.count > count else { return examples }
        return (0..<count).map { examples[$0 * examples.count / count] }
    }
}
