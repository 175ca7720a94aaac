// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The schedule of a training: examples, epochs, batch size, learning-rate multiplier.
package struct TrainingSchedule: Sendable, Hashable {
    /// Number of examples in the training file; a fit may use only a sample of them.
    package let examples: Int
    /// Number of epochs.
    package let epochs: Int
    /// Batch size, in examples.
    package let batchSize: Int
    /// Learning-rate multiplier.
    package let learningRateMultiplier: Double

    /// Creates a schedule; numbers out of range are clamped.
    package init(examples: Int, epochs: Int, batchSize: Int, learningRateMultiplier: Double) {
        self.examples = max(examples, 1)
        self.epochs = max(epochs, 1)
        self.batchSize = max(batchSize, 1)
        // Beyond this every weight is at its bound after one step.
        self.learningRateMultiplier = min(max(learningRateMultiplier, 0), 1000)
    }

    /// Steps per epoch.
    package var stepsPerEpoch: Int { (examples - 1) / batchSize + 1 }
    /// Steps of all epochs.
    package var steps: Int { stepsPerEpoch * epochs }
}

/// The batches of a fit: those of the schedule, or fewer for a sample of the examples.
struct TrainingBatches {
    /// Maximum number of example visits over all epochs.
    private static let visitLimit = 3000
    /// Minimum number of examples per epoch, if there are as many.
    private static let leastExamples = 24

    let epochs: Int
    /// Number of examples per epoch.
    let count: Int
    let size: Int

    init(_ schedule: TrainingSchedule, examples: Int) {
        epochs = schedule.epochs
        count = min(examples, max(Self.leastExamples, Self.visitLimit / schedule.epochs))
        let share = Double(count) / Double(max(schedule.examples, examples, 1))
        size = count == schedule.examples ? schedule.batchSize : max(1, Int(Double(schedule.batchSize) * share))
    }

    /// An even sample of the examples.
    func sample<Example>(_ examples: [Example]) -> [Example] {
        guard examples.count > count else { return examples }
        return (0..<count).map { examples[$0 * examples.count / count] }
    }
}
