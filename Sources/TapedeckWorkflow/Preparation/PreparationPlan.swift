// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What training files are made of.
public struct PreparationPlan: Sendable, Hashable {
    /// The model to tune, by whose rules files are checked and tokens are counted.
    public var model: String
    /// What models are told; the summary follows as their answer.
    public var prompts: Prompts
    /// Passes over the training file; nil for what the service would choose.
    public var epochs: Int?
    /// The price of a million training tokens; nil makes no estimate.
    public var price: Double?

    /// Creates a plan.
    /// - Parameters:
    ///   - model: The model to tune.
    ///   - prompts: What models are told.
    public init(model: String, prompts: Prompts = Prompts()) {
        self.model = model
        self.prompts = prompts
    }
}
