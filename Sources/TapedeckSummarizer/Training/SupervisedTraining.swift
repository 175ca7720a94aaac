// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension TrainingHistory {
    /// Trains a small language model on the completions of examples.
    /// - Parameters:
    ///   - examples: The examples, or a sample of them.
    ///   - validation: Examples that are only evaluated.
    ///   - schedule: Epochs, batch size and learning-rate multiplier.
    ///   - seed: Seed for the order of the examples.
    package init(
        _ examples: [SummaryExample],
        validation: [SummaryExample] = [],
        schedule: TrainingSchedule,
        seed: UInt64
    ) {
        let batches = TrainingBatches(schedule, examples: examples.count)
        let used = batches.sample(examples)
        var model = SupervisedTraining(
            model: CompletionModel(used.map { ($0.context, [$0.completion]) }, seed: seed)
        )
        let items = used.map { model.model.read($0.completion, to: $0.context) }
        let held = validation.prefix(Self.validationLimit).map { model.model.read($0.completion, to: $0.context) }
        self = Self.training(&model, on: items, validation: held, schedule, batches, seed: seed)
    }
}

/// Training on completions; the loss is that of their tokens.
private struct SupervisedTraining: TrainedModel {
    private static let rate = 0.4

    var model: CompletionModel

    mutating func learn(from batch: [CompletionText], learningRate: Double) -> TrainingHistory.Scores {
        let fits = batch.map { fit(to: $0, scale: 1 / Double(batch.count)) }
        model.step(Self.rate * learningRate)
        return .mean(fits)
    }

    mutating func measure(_ items: [CompletionText]) -> TrainingHistory.Scores { .mean(items.map { fit(to: $0) }) }

    private mutating func fit(to text: CompletionText, scale: Double = 0) -> TrainingHistory.Scores {
        let measured = model.measure(text, scale: scale)
        return TrainingHistory.Scores(loss: measured.loss / measured.tokens, accuracy: measured.accuracy)
    }
}

extension SummaryExample {
    /// The text before the completion.
    var context: String { instructions.isEmpty ? prompt : prompt + "\n" + instructions }
}
