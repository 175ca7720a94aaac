// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// How the models of a comparison were asked: which of them have the same prompt, and in what else they differ.
struct ModelSetups {
    /// The templates of a prompt.
    struct Prompt: Hashable {
        let system: String?
        let user: String
    }

    /// The different prompts, in the order of the models, each with the indexes of its models.
    let prompts: [(prompt: Prompt, models: [Int])]
    private let models: [ComparedModel]
    /// Maximum number of models that a sentence names.
    private static let named = 4

    init(_ models: [ComparedModel]) {
        self.models = models
        prompts = Self.groups(models) { model in
            model.evaluation?.settings.flatMap { settings in
                settings.prompt.map { Prompt(system: settings.system, user: $0) }
            }
        }
        .map { ($0.value, $0.models) }
    }

    /// Sentences that warn of rows whose difference may not be that of the models.
    var warnings: [String] {
        var warnings: [String] = []
        if prompts.count > 1 {
            let isSystem = Set(prompts.map(\.prompt.user)).count == 1
            let groups = prompts.enumerated().map { number, group in "(\(number + 1)) \(names(group.models))" }
            warnings.append(
                "Different \(isSystem ? "system messages" : "prompts"): \(groups.joined(separator: "; ")). A difference between "
                    + "these models may come from the prompt."
            )
        }
        if let list = list({ $0.temperature.map(Percent.plain) ?? "the service's default" }) {
            warnings.append("Different temperatures: \(list).")
        }
        if let list = list({ $0.maxTokens.map(String.init) }) { warnings.append("Different token limits: \(list).") }
        return warnings
    }

    /// The different values of a setting with their models; nil when all are the same.
    private func list(_ value: (EvaluationSettings) -> String?) -> String? {
        let groups = Self.groups(models) { model in
            model.evaluation?.settings.flatMap { $0.tellsRequests ? value($0) : nil }
        }
        guard groups.count > 1 else { return nil }
        return groups.map { "\($0.value) (\(names($0.models)))" }.joined(separator: "; ")
    }

    /// The names of models, or their number where they are many.
    private func names(_ indexes: [Int]) -> String {
        indexes.count > Self.named ? "\(indexes.count) models" : indexes.map { models[$0].name }.joined(separator: ", ")
    }

    private static func groups<Value: Hashable>(
        _ models: [ComparedModel],
        by value: (ComparedModel) -> Value?
    ) -> [(value: Value, models: [Int])] {
        var groups: [(value: Value, models: [Int])] = []
        for (index, model) in models.enumerated() {
            guard let value = value(model) else { continue }
            if let place = groups.firstIndex(where: { $0.value == value }) {
                groups[place].models.append(index)
            } else {
                groups.append((value, [index]))
            }
        }
        return groups
    }
}
