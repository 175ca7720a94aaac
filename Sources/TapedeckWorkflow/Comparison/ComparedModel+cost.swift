// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels

extension ComparedModel {
    /// The cost of the model's answers at the list prices of ``ModelPrice/date``, in US dollars.
    ///
    /// nil for simulated answers, which cost nothing; for services other than OpenAI's and tiers
    /// other than the standard one; and where the tokens of an answer or
    /// the price are unknown. A service on this machine counts as a recorder in front of OpenAI's.
    var listCost: Double? {
        guard origin == .measured, let evaluation, let answers = evaluation.answers, let usage = answers.usage,
            answers.usageCount >= answers.count, answers.tiers.isEmpty
        else { return nil }
        let service = evaluation.settings?.baseURL
        guard service.map({ $0.hasPrefix(Self.openAI) }) ?? true else { return nil }
        let names = [evaluation.requestedModel] + (answers.models.count == 1 ? answers.models : [])
        return names.lazy.compactMap { ModelPrice.named($0) }.first
            .map { $0.cost(prompt: usage.prompt, cached: usage.cached, completion: usage.completion) }
    }

    private static let openAI = "https://api.openai.com/"
}
