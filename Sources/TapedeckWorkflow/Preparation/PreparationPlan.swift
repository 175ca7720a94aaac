// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What training files are made of.
package struct PreparationPlan: Sendable, Hashable {
    /// The model to tune, by whose rules files are checked and tokens are counted.
    package var model: String
    /// What models are told; the summary follows as their answer.
    package var prompts: Prompts
    /// Passes over the training file; nil for what the service would choose.
    package var epochs: Int?
    /// The price of a million training tokens; nil makes no estimate.
    package var price: Double?

    /// Creates a plan.
    /// - Parameters:
    ///   - model: The model to tune.
    ///   - prompts: What models are told.
    package init(model: String, prompts: Prompts = Prompts()) {
        self.model = model
        self.prompts = prompts
    }
}
