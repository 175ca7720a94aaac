// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels
package import TapedeckRouge

/// What a model is asked in an evaluation, and how its answers are scored.
package struct EvaluationPlan: Sendable, Hashable {
    /// The model, as the service knows it.
    package var model: String
    /// The name that results give it; nil for the model's own.
    package var name: String?
    /// What it is told.
    package var prompts: Prompts
    /// The sampling temperature; nil sends none.
    package var temperature: Double?
    /// The most tokens of an answer.
    package var maxTokens: Int
    /// What is scored, in order.
    package var metrics: [RougeMetric]
    /// What is done to words before they are compared.
    package var stemmer: Stemmer
    /// How intervals are resampled; nil computes none.
    package var bootstrap: Bootstrap?
    /// The most requests under way at once; it changes no result.
    package var workers: Int

    /// Creates a plan; the defaults are those of the lesson.
    /// - Parameters:
    ///   - model: The model, as the service knows it.
    ///   - prompts: What it is told.
    package init(model: String, prompts: Prompts = Prompts()) {
        self.model = model
        self.prompts = prompts
        name = nil
        temperature = OpenAIModel.isReasoning(model) ? nil : 0.2
        maxTokens = 128
        metrics = RougeMetric.standard
        stemmer = .porter
        bootstrap = nil
        workers = 8
    }

    /// The body of the request for a sample.
    func request(for sample: Sample) throws(WorkflowError) -> JSONValue {
        var members = [
            JSONMember(name: "model", value: .string(model)),
            JSONMember(name: "messages", value: .array(try prompts.messages(for: sample))),
        ]
        if let temperature { members.append(JSONMember(name: "temperature", value: .double(temperature))) }
        let limit = OpenAIModel.isReasoning(model) ? "max_completion_tokens" : "max_tokens"
        members.append(JSONMember(name: limit, value: .integer(maxTokens)))
        return .object(members)
    }

    /// What makes answers comparable: a journal goes on only where all of this is the same.
    func identity(data: DataSet) -> [JSONMember] {
        [
            JSONMember(name: "model", value: .string(model)),
            JSONMember(name: "system prompt", value: .optional(prompts.system?.text)),
            JSONMember(name: "prompt", value: .string(prompts.user.text)),
            JSONMember(name: "temperature", value: temperature.map(JSONValue.double) ?? .null),
            JSONMember(name: "max_tokens", value: .integer(maxTokens)),
            JSONMember(name: "data", value: .string(data.digest)),
        ]
    }

    /// How scores came about, as results tell it.
    func settings(baseURL: String?) -> EvaluationSettings {
        EvaluationSettings(
            temperature: temperature,
            maxTokens: maxTokens,
            prompt: prompts.user.text,
            system: prompts.system?.text,
            baseURL: baseURL
        )
    }
}
