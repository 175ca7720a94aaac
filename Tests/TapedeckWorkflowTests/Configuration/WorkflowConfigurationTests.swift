// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckRouge
import Testing

@testable import TapedeckWorkflow

@Suite struct WorkflowConfigurationTests {
    static let good = """
        data:
          train: train.jsonl
          test: /data/test.csv
          field_map: {dialogue: text}
          limit: {train: 100, test: 25}
          seed: 42
        prompts:
          system: Be short.
          user: "Dialog: {dialogue}"
        models:
          - model: gpt-4o-mini
          - {name: Llama 3.2 1B, model: "llama3.2:1b", base_url: "http://127.0.0.1:11434/v1", api_key_env: LLAMA_KEY}
        fine_tuning:
          model: gpt-4o-mini-2024-07-18
          suffix: samsum-ft
          epochs: 3
          price_per_million_tokens: 3
        evaluation: {temperature: 0.5, request_seed: -7, max_workers: 32, metrics: [rouge1, rougeL], stemmer: false, confidence: 0}
        published: samsum-lesson
        output: ../results
        """

    @Test func `reads all that can be said`() throws {
        let folder = try TemporaryFolder()
        let configuration = try WorkflowConfiguration(file: folder.write("w.yaml", Self.good))
        #expect(configuration.data.training == "\(folder.path)/train.jsonl")
        #expect(configuration.data.test == "/data/test.csv")
        #expect(configuration.evaluation.seed == -7)
        #expect(configuration.data.fields.dialogue == "text")
        #expect(configuration.data.trainingLimit == 100 && configuration.data.validationLimit == nil)
        #expect(configuration.data.seed == 42)
        #expect(configuration.prompts.system?.text == "Be short.")
        #expect(configuration.models.map(\.name) == ["gpt-4o-mini", "Llama 3.2 1B"])
        #expect(configuration.models[1].baseURL == "http://127.0.0.1:11434/v1")
        #expect(configuration.models[1].keyVariable == "LLAMA_KEY")
        #expect(configuration.fineTuning?.name == "gpt-4o-mini-2024-07-18 fine-tuned")
        #expect(configuration.fineTuning?.hyperparameters.epochs == 3 && configuration.fineTuning?.price == 3)
        #expect(configuration.evaluation.metrics == [.rouge1, .rougeL])
        #expect(configuration.evaluation.stemmer == .none && configuration.evaluation.bootstrap == nil)
        #expect(configuration.evaluation.workers == 32 && configuration.evaluation.maxTokens == 128)
        #expect(configuration.published == ["samsum-lesson"])
        #expect(configuration.output == "\(folder.path)/../results")
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let from: String
        let to: String
        let error: String
        var testDescription: String { error }

        init(_ from: String, _ to: String, _ error: String) { (self.from, self.to, self.error) = (from, to, error) }
    }

    @Test(arguments: [
        Bad(
            "fine_tuning:",
            "finetuning:",
            "line 13: the configuration has the unknown key 'finetuning'. Did you mean 'fine_tuning'?"
        ),
        Bad("  seed: 42", "  sede: 42", "line 6: 'data' has the unknown key 'sede'. Did you mean 'seed'?"),
        Bad("  epochs: 3", "  epochs: 0", "line 16: 'epochs' must be a whole number from 1 to 50, not \"0\"."),
        Bad("  epochs: 3", "  epochs: 2.5", "'epochs' must be a whole number"),
        Bad("temperature: 0.5", "temperature: hot", "'temperature' must be a number from 0.0 to 2.0, not \"hot\"."),
        Bad("{dialogue}\"", "{dialogue\"", "line 9: 'user': The prompt template"),
        Bad(
            "system: Be short.",
            "system: Be short.\n  system_for: [judge]",
            "'system_for': 'judge' is none of baseline, training, fine_tuned"
        ),
        Bad("system: Be short.", "system_for: baseline", "'system_for': there is no 'system' message to send"),
        Bad("[rouge1, rougeL]", "[]", "'metrics': it names none"),
        Bad("rouge1,", "rogue1,", "'metrics': Unknown metric \"rogue1\""),
        Bad("http://127", "ftp://127", "'base_url': Cannot use"),
        Bad("  test: /data/test.csv\n", "", "'data' needs the key 'test'"),
        Bad("  train: train.jsonl\n", "", "'fine_tuning' needs the key 'train' under 'data'"),
        Bad("name: Llama 3.2 1B", "name: GPT-4o-mini", "two models are called 'GPT-4o-mini', or nearly so"),
        Bad("data:", "data: [", "the YAML is not readable"),
        Bad("stemmer: false", "stemmer: perhaps", "'stemmer' must be true or false"),
        Bad(
            "suffix: samsum-ft",
            "suffix: \(String(repeating: "x", count: 65))",
            "'suffix': it must have 1 to 64 characters"
        ),
    ])
    func `refuses what it does not know, naming the line and the remedy`(_ bad: Bad) throws {
        let folder = try TemporaryFolder()
        #expect(Self.good.contains(bad.from))
        let path = try folder.write("w.yaml", Self.good.replacing(bad.from, with: bad.to, maxReplacements: 1))
        let error = #expect(throws: WorkflowError.self) { try WorkflowConfiguration(file: path) }
        #expect(error?.code == .badInput)
        #expect(error?.message.contains(bad.error) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: [
        "", "[]", "a: b: c", "\u{0}", String(repeating: "[", count: 100_000), String(repeating: "- ", count: 100_000),
    ])
    func `refuses what is no configuration at all`(_ text: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("w.yaml", text)
        #expect(throws: WorkflowError.self) { try WorkflowConfiguration(file: path) }
    }

    @Test func `a system message goes everywhere, or where it is sent`() throws {
        let folder = try TemporaryFolder()
        var prompts = try WorkflowConfiguration(file: folder.write("w.yaml", Self.good)).prompts
        #expect(Prompts.SystemUse.allCases.allSatisfy { prompts.used(for: $0).system?.text == "Be short." })
        let text = Self.good.replacing("system: Be short.", with: "system: Be short.\n  system_for: [baseline]")
        prompts = try WorkflowConfiguration(file: folder.write("v.yaml", text)).prompts
        #expect(prompts.used(for: .baseline).system?.text == "Be short.")
        #expect(prompts.used(for: .training).system == nil)
        #expect(prompts.used(for: .fineTuned).system == nil)
    }
}
