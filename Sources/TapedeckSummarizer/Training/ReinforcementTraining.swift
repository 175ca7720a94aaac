// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension TrainingHistory {
    /// Simulates the rewards of a reinforcement training.
    ///
    /// No answers are sampled and no grader runs: each task has a difficulty derived from its text, and the chance of
    /// a reward rises with every step along its gradient.
    /// - Parameters:
    ///   - tasks: The texts of the tasks, or of a sample of them.
    ///   - validation: Tasks that are only evaluated.
    ///   - schedule: Epochs, batch size and learning-rate multiplier.
    ///   - seed: Seed for the order of the tasks.
    package init(reinforcement tasks: [String], validation: [String] = [], schedule: TrainingSchedule, seed: UInt64) {
        let batches = TrainingBatches(schedule, examples: tasks.count)
        var training = ReinforcementTraining()
        self = Self.training(
            &training,
            on: batches.sample(tasks).map(ReinforcementTraining.hardness),
            validation: validation.prefix(Self.validationLimit).map(ReinforcementTraining.hardness),
            schedule,
            batches,
            seed: seed
        )
    }
}

/// Training on tasks of a difficulty; the reward is the chance of solving one.
private struct ReinforcementTraining: TrainedModel {
    private static let rate = 0.3

    private var skill = 0.0

    /// Difficulty from -1, solved three times in four, to 2, solved once in eight.
    static func hardness(of task: String) -> Double {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in task.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        var generator = SplitMix64(seed: hash)
        return 3 * generator.unit() - 1
    }

    mutating func learn(from batch: [Double], learningRate: Double) -> TrainingHistory.Scores {
        let fit = measure(batch)
        var slope = 0.0
        for hardness in batch {
            let chance = PortableMath.sigmoid(skill - hardness)
            slope += chance * (1 - chance) / Double(batch.count)
        }
        skill = min(skill + Self.rate * learningRate * slope, 6)
        return fit
    }

    func measure(_ items: [Double]) -> TrainingHistory.Scores {
        let chances = items.map { PortableMath.sigmoid(skill - $0) }
        return .mean(chances.map { TrainingHistory.Scores(reward: $0) })
    }
}
