// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels
package import TapedeckRouge

/// Settings of an evaluation: the requests to a model, and the scoring of its answers.
package struct EvaluationPlan: Sendable, Hashable {
    /// The name of the model at the service.
    package var model: String
    /// The name of the model in results; nil for its name at the service.
    package var name: String?
    /// The prompts.
    package var prompts: Prompts
    /// The sampling temperature; nil sends none.
    package var temperature: Double?
    /// The seed of each request, from which the service samples as best it can; nil sends none.
    package var seed: Int?
    /// Maximum number of completion tokens.
    package var maxTokens: Int
    /// The metrics, in order.
    package var metrics: [RougeMetric]
    /// The stemmer for words.
    package var stemmer: Stemmer
    /// The resampling of intervals; nil computes none.
    package var bootstrap: Bootstrap?
    /// Maximum number of concurrent requests; results do not depend on it.
    package var workers: Int

    /// Creates a plan; the defaults are those of the lesson.
    /// - Parameters:
    ///   - model: The name of the model at the service.
    ///   - prompts: The prompts.
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
        if let temperature { members.append(JSONMember(name: "temperature", value: .decimal(temperature))) }
        if let seed { members.append(JSONMember(name: "seed", value: .integer(seed))) }
        let limit = OpenAIModel.isReasoning(model) ? "max_completion_tokens" : "max_tokens"
        members.append(JSONMember(name: limit, value: .integer(maxTokens)))
        return .object(members)
    }

    /// The settings that answers depend on: a journal continues only where all are the same.
    func identity(data: DataSet) -> [JSONMember] {
        [
            JSONMember(name: "model", value: .string(model)),
            JSONMember(name: "system prompt", value: .optional(prompts.system?.text)),
            JSONMember(name: "prompt", value: .string(prompts.user.text)),
            JSONMember(name: "temperature", value: temperature.map(JSONValue.decimal) ?? .null),
            JSONMember(name: "max_tokens", value: .integer(maxTokens)),
            JSONMember(name: "data", value: .string(data.digest)),
            JSONMember(name: "seed", value: seed.map(JSONValue.integer) ?? .null),
        ]
    }

    /// How scores came about, for the results.
    func settings(baseURL: String?) -> EvaluationSettings {
        EvaluationSettings(
            temperature: temperature,
            seed: seed,
            maxTokens: maxTokens,
            prompt: prompts.user.text,
            system: prompts.system?.text,
            baseURL: baseURL
        )
    }
}
