// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The history of a training: the scores of every step, taken before the step changed the model.
package struct TrainingHistory: Sendable, Hashable {
    /// The scores of one batch.
    package struct Scores: Sendable, Hashable {
        /// The loss: mean per token, or per pair of answers.
        package internal(set) var loss = 0.0
        /// Share of tokens predicted correctly, or of pairs ranked correctly, `0...1`.
        package internal(set) var accuracy = 0.0
        /// The reward of preferred answers, or the mean reward of reinforcement.
        package internal(set) var reward = 0.0
        /// The reward of rejected answers.
        package internal(set) var rejectedReward = 0.0

        init(loss: Double = 0, accuracy: Double = 0, reward: Double = 0, rejectedReward: Double = 0) {
            self.loss = loss
            self.accuracy = accuracy
            self.reward = reward
            self.rejectedReward = rejectedReward
        }

        /// The mean of scores; zeros for an empty list.
        static func mean(_ fits: [Scores]) -> Scores {
            var mean = Scores()
            guard !fits.isEmpty else { return mean }
            for fit in fits {
                mean.loss += fit.loss
                mean.accuracy += fit.accuracy
                mean.reward += fit.reward
                mean.rejectedReward += fit.rejectedReward
            }
            let count = Double(fits.count)
            mean.loss /= count
            mean.accuracy /= count
            mean.reward /= count
            mean.rejectedReward /= count
            return mean
        }
    }

    private let schedule: TrainingSchedule
    /// Scores of the batches of each epoch.
    private var epochs: [[Scores]] = []
    /// Scores on some validation examples, with the number of batches before.
    private var validations: [(batch: Int, scores: Scores)] = []
    /// Scores on all validation examples, at the end of each epoch.
    private var fullValidations: [Scores] = []

    init(_ schedule: TrainingSchedule) { self.schedule = schedule }

    mutating func beginEpoch() { epochs.append([]) }

    mutating func append(batch: Scores) { epochs[epochs.count - 1].append(batch) }

    mutating func append(validation: Scores) { validations.append((batchCount, validation)) }

    mutating func append(fullValidation: Scores) { fullValidations.append(fullValidation) }

    /// Number of batches so far.
    var batchCount: Int { epochs.reduce(0) { $0 + $1.count } }

    // MARK: - Steps

    /// The scores of a training step.
    /// - Parameter step: The step, from 1; clamped to the range.
    /// - Returns: The scores; zeros when nothing was trained.
    package func training(atStep step: Int) -> Scores {
        guard let place = place(of: step) else { return Scores() }
        return epochs[place.epoch][place.batch]
    }

    /// The scores on some of the validation examples after a training step.
    /// - Parameter step: The step, from 1; clamped to the range.
    /// - Returns: The scores; `nil` without validation examples.
    package func validation(atStep step: Int) -> Scores? {
        guard let place = place(of: step) else { return nil }
        let number = epochs.prefix(place.epoch).reduce(place.batch + 1) { $0 + $1.count }
        var (low, high) = (0, validations.count)
        while low < high {
            let middle = (low + high) / 2
            if validations[middle].batch <= number { low = middle + 1 } else { high = middle }
        }
        return validations.isEmpty ? nil : validations[max(low - 1, 0)].scores
    }

    /// The scores on all validation examples at the end of a step's epoch.
    /// - Parameter step: The step, from 1; clamped to the range.
    /// - Returns: The scores; `nil` without validation examples.
    package func fullValidation(atStep step: Int) -> Scores? {
        guard let place = place(of: step), place.epoch < fullValidations.count else { return nil }
        return fullValidations[place.epoch]
    }

    /// The batch of a step: its own, or one from its part of the epoch if there are fewer batches than steps.
    private func place(of step: Int) -> (epoch: Int, batch: Int)? {
        guard !epochs.isEmpty else { return nil }
        let perEpoch = schedule.stepsPerEpoch
        let offset = min(max(step, 1), schedule.steps) - 1
        let epoch = min(offset / perEpoch, epochs.count - 1)
        let count = epochs[epoch].count
        guard count > 0 else { return nil }
        var batch = Int(Double(offset % perEpoch) / Double(perEpoch) * Double(count))
        if perEpoch > count {
            // Varies the batch, so that neighbouring steps differ.
            var generator = SplitMix64(seed: UInt64(offset))
            batch += Int(generator.next() % UInt64(count / 20 + 1))
        }
        return (epoch, min(batch, count - 1))
    }

    /// Whether two histories are equal in every step.
    package static func == (left: Self, right: Self) -> Bool {
        left.schedule == right.schedule && left.epochs == right.epochs && left.fullValidations == right.fullValidations
            && left.validations.elementsEqual(right.validations) { $0 == $1 }
    }

    /// Hashes the scores of the training steps.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(schedule)
        hasher.combine(epochs)
    }
}
