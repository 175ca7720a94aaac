// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// What a grader gives for a text.
struct GraderResult: Sendable {
    /// Tokens that a model used to judge.
    struct TokenUsage: Sendable {
        var prompt: Int
        var completion: Int

        fileprivate var document: JSONValue {
            [
                "prompt_tokens": .integer(prompt), "total_tokens": .integer(prompt + completion),
                "completion_tokens": .integer(completion), "cached_tokens": 0,
            ]
        }
    }

    /// The seconds that grading takes on the session's clock.
    private static let executionTime = 0.01

    var reward = 0.0
    var problems: Set<GraderProblem.Kind> = []
    /// The rewards of the parts of a `multi`, in order.
    var subRewards: [(name: String, reward: Double)] = []
    /// The model that judged; `nil` without one.
    var model: String?
    /// The tokens of each model, in order.
    var usage: [(model: String, usage: TokenUsage)] = []

    /// A result with a reward.
    init(reward: Double) {
        self.reward = reward
    }

    /// A result without a reward.
    init(problem: GraderProblem) {
        problems = [problem.kind]
    }

    /// Adds tokens of a model.
    mutating func add(_ tokens: TokenUsage, of model: String) {
        if let index = usage.firstIndex(where: { $0.model == model }) {
            usage[index].usage.prompt += tokens.prompt
            usage[index].usage.completion += tokens.completion
        } else {
            usage.append((model, tokens))
        }
    }

    /// The response.
    func document(name: String, type: String) -> JSONValue {
        let tokens = usage.reduce(0) { $0 + $1.usage.prompt + $1.usage.completion }
        return [
            "reward": .decimal(reward),
            "metadata": [
                "name": .string(name), "type": .string(type), "errors": errors,
                "execution_time": .decimal(Self.executionTime), "scores": .object([]),
                "token_usage": usage.isEmpty ? .null : .integer(tokens), "sampled_model_name": .optional(model),
            ],
            "sub_rewards": .object(subRewards.map { JSONMember(name: $0.name, value: .decimal($0.reward)) }),
            "model_grader_token_usage_per_model": .object(
                usage.map { JSONMember(name: $0.model, value: $0.usage.document) }
            ),
        ]
    }

    private var errors: JSONValue {
        func flag(_ kind: GraderProblem.Kind) -> JSONValue { .bool(problems.contains(kind)) }
        return [
            "formula_parse_error": flag(.formula), "sample_parse_error": flag(.sample),
            "truncated_observation_error": false, "unresponsive_reward_error": false,
            "invalid_variable_error": flag(.variable), "other_error": flag(.other),
            "python_grader_server_error": false, "python_grader_server_error_type": nil,
            "python_grader_runtime_error": false, "python_grader_runtime_error_details": nil,
            "model_grader_server_error": false, "model_grader_refusal_error": false,
            "model_grader_parse_error": false, "model_grader_server_error_details": nil,
        ]
    }
}
