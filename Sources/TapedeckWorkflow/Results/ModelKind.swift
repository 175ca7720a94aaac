// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What kind of model a result is of.
package enum ModelKind: String, Sendable, Hashable, CaseIterable {
    /// A model as its maker published it.
    case base
    /// A model after fine-tuning.
    case fineTuned = "fine-tuned"

    /// Guesses the kind from a name: the service's fine-tuned models are named `ft:` and more.
    /// - Parameter name: The name of the model.
    package init(modelName name: String) {
        self = name.hasPrefix("ft:") ? .fineTuned : .base
    }
}
