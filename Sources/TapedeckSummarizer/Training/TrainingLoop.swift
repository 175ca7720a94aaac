// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A model that can be trained and evaluated.
protocol TrainedModel {
    associatedtype Item

    /// Measures a batch, then takes one step along its gradient.
    mutating func learn(from batch: [Item], learningRate: Double) -> TrainingHistory.Scores

    /// Measures items without learning from them.
    mutating func measure(_ items: [Item]) -> TrainingHistory.Scores
}

extension TrainingHistory {
    /// Steps between two evaluations, and the number of validation examples for each.
    private static let validation = (interval: 10, count: 4)
    /// Maximum number of validation examples after an epoch.
    static let validationLimit = 40

    /// Trains a model on all items in each epoch, in a new order each time.
    static func training<Model: TrainedModel>(
        _ model: inout Model,
        on items: [Model.Item],
        validation held: [Model.Item],
        _ schedule: TrainingSchedule,
        _ batches: TrainingBatches,
        seed: UInt64
    ) -> Self {
        var history = Self(schedule)
        guard !items.isEmpty else { return history }
        var generator = SplitMix64(seed: seed)
        var order = Array(items.indices)
        var looks = 0
        for _ in 0..<batches.epochs {
            generator.shuffle(&order)
            history.beginEpoch()
            for start in stride(from: 0, to: order.count, by: batches.size) {
                let batch = order[start..<min(start + batches.size, order.count)].map { items[$0] }
                history.append(batch: model.learn(from: batch, learningRate: schedule.learningRateMultiplier))
                let isLast = start + batches.size >= order.count
                guard !held.isEmpty, isLast || history.batchCount.isMultiple(of: Self.validation.interval) else {
                    continue
                }
                let shown = (0..<min(Self.validation.count, held.count)).map { held[(looks + $0) % held.count] }
                looks += shown.count
                history.append(validation: model.measure(shown))
            }
            if !held.isEmpty { history.append(fullValidation: model.measure(held)) }
        }
        return history
    }
}
