// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckCore

/// A fine-tuned model, or a checkpoint of one.
struct TunedModel: Sendable {
    /// The name, `ft:…`.
    let id: String
    let created: Int
    let owner: String
    /// The base model it was tuned from.
    let base: OpenAIModel
    /// Identifier of the job that trained it; `nil` when a recording has only its name.
    let job: String?
    /// Share of the training it has completed, `0...1`.
    var progress = 1.0
}

/// Fine-tuned models of a session, in order of creation.
struct TunedModelTable: Sendable {
    private var models = OrderedTable<TunedModel>()

    /// The models, oldest first.
    var all: [TunedModel] { models.all }

    subscript(id: String) -> TunedModel? {
        get { models[id] }
        set { models[id] = newValue }
    }
}
