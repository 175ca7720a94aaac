// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// An example of a preference file: a prompt, a preferred and a rejected answer.
package struct PreferenceExample: Sendable, Hashable {
    let prompt: String
    let preferred: String
    let rejected: String

    /// Creates an example.
    /// - Parameters:
    ///   - prompt: The user's text.
    ///   - preferred: The preferred answer.
    ///   - rejected: The rejected answer.
    package init(prompt: String, preferred: String, rejected: String) {
        self.prompt = prompt
        self.preferred = preferred
        self.rejected = rejected
    }
}

extension TrainingHistory {
    /// Trains a small language model to prefer one of two answers.
    ///
    /// Source: Rafailov et al., *Direct Preference Optimization*, 2023. The first loss is ln 2, since the model still
    /// equals the reference model.
    /// - Parameters:
    ///   - examples: The examples, or a sample of them.
    ///   - validation: Examples that are only evaluated.
    ///   - schedule: Epochs, batch size and learning-rate multiplier.
    ///   - beta: The penalty on moving away from the base model.
    ///   - seed: Seed for the order of the examples.
    package init(
        preferences examples: [PreferenceExample],
        validation: [PreferenceExample] = [],
        schedule: TrainingSchedule,
        beta: Double,
        seed: UInt64
    ) {
        let batches = TrainingBatches(schedule, examples: examples.count)
        let used = batches.sample(examples)
        var training = PreferenceTraining(
            model: CompletionModel(used.map { ($0.prompt, [$0.preferred, $0.rejected]) }, seed: seed),
            beta: beta
        )
        let items = used.map { training.read($0) }
        let held = validation.prefix(Self.validationLimit).map { training.read($0) }
        self = Self.training(&training, on: items, validation: held, schedule, batches, seed: seed)
    }
}

/// Training that learns which of two answers is preferred.
private struct PreferenceTraining: TrainedModel {
    struct Pair {
        let preferred: CompletionText
        let rejected: CompletionText
        /// The losses before training.
        let base: (preferred: Double, rejected: Double)
    }

    private static let rate = 2.0

    var model: CompletionModel
    let beta: Double

    mutating func read(_ example: PreferenceExample) -> Pair {
        let preferred = model.read(example.preferred, to: example.prompt, beside: example.rejected)
        let rejected = model.read(example.rejected, to: example.prompt, beside: example.preferred)
        return Pair(
            preferred: preferred,
            rejected: rejected,
            base: (model.measure(preferred).loss, model.measure(rejected).loss)
        )
    }

    mutating func learn(from batch: [Pair], learningRate: Double) -> TrainingHistory.Scores {
        let fits = batch.map { pair in
            let fit = fit(to: pair)
            let slope = beta * PortableMath.sigmoid(fit.rejectedReward - fit.reward) / Double(batch.count)
            _ = model.measure(pair.preferred, scale: slope)
            _ = model.measure(pair.rejected, scale: -slope)
            return fit
        }
        model.step(Self.rate * learningRate)
        return .mean(fits)
    }

    mutating func measure(_ items: [Pair]) -> TrainingHistory.Scores { .mean(items.map { fit(to: $0) }) }

    private mutating func fit(to pair: Pair) -> TrainingHistory.Scores {
        let preferred = beta * (pair.base.preferred - model.measure(pair.preferred).loss)
        let rejected = beta * (pair.base.rejected - model.measure(pair.rejected).loss)
        return TrainingHistory.Scores(
            loss: PortableMath.log(1 + PortableMath.exp(rejected - preferred)),
            accuracy: preferred > rejected ? 1 : 0,
            reward: preferred,
            rejectedReward: rejected
        )
    }
}
