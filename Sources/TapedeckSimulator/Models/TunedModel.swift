// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckCore

/// A model that a fine-tuning job made, or a checkpoint of one.
struct TunedModel: Sendable {
    /// The name, `ft:…`.
    let id: String
    let created: Int
    let owner: String
    /// The model it was tuned from.
    let base: OpenAIModel
    /// The job that made it, whose training it answers by; `nil` for one a recording knows only by name.
    let job: String?
    /// How much of the training it has seen, from 0 to 1.
    var progress = 1.0
}

/// The fine-tuned models of a session, in the order in which they came.
struct TunedModelTable: Sendable {
    private var models = OrderedTable<TunedModel>()

    /// The models, the oldest first.
    var all: [TunedModel] { models.all }

    subscript(id: String) -> TunedModel? {
        get { models[id] }
        set { models[id] = newValue }
    }
}
