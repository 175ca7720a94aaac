// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Route {
    /// The endpoints of models.
    static let models: [Route] = [
        .get("models", .models) { simulator, _ in simulator.listModels() }
            .learning { state, answer in for model in try answer.listed { state.addModel(model) } },
        .get("models/{model}", .models) { try $0.retrieveModel($1.id) }
            .learning { state, answer in if let model = try answer.document { state.addModel(model) } },
        .delete("models/{model}", .files) { try $0.deleteModel($1.id) }
            .learning { state, answer in state.models[answer.id] = nil },
    ]
}
