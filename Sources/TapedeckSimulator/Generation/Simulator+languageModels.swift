// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels

extension Simulator {
    /// The model that a request names, fitted on first use.
    /// - Parameter name: Its name in the request.
    /// - Returns: The model, which may be of another endpoint; `nil` when there is none, or when it is shut down.
    /// - Throws: Errors of reading the training file.
    func languageModel(_ name: String) async throws -> LanguageModel? {
        if let base = calendar.model(named: name) {
            return LanguageModel(base)
        }
        let (tuned, job) = withState { state in
            let tuned = state.models[name]
            return (tuned, tuned?.job.flatMap { state.jobs[$0] })
        }
        guard let tuned, !calendar.hasShutDown(tuned) else { return nil }
        // Without its training file, the model cannot be fitted.
        guard let job, job.files.training != nil else {
            return LanguageModel(id: name, base: tuned.base, writer: SummaryWriter.base)
        }
        return LanguageModel(
            id: name,
            base: tuned.base,
            writer: SummaryWriter(summarizer: try await training.model(of: job))
        )
    }
}

extension SimulatorState {
    /// Whether a model has this name.
    func knowsModel(_ name: String) -> Bool { OpenAIModel.named(name) != nil || models[name] != nil }
}
