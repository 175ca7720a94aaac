// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

// The fine-tuning lesson through the library: a baseline, a fine-tuning job, the tuned model, one table.
//
//     tapedeck run --cassette lesson.sqlite -- SummarizationLesson fixtures/dialogues results

import Foundation
import TapedeckWorkflow

guard CommandLine.arguments.count == 3 else {
    FileHandle.standardError.write(Data("usage: SummarizationLesson DATA-FOLDER RESULTS-FOLDER\n".utf8))
    exit(64)
}
let (dialogues, results) = (CommandLine.arguments[1], CommandLine.arguments[2])
let environment = ProcessInfo.processInfo.environment

var configuration = WorkflowConfiguration(
    data: .init(
        training: "\(dialogues)/train.jsonl",
        validation: "\(dialogues)/validation.jsonl",
        test: "\(dialogues)/test.jsonl"
    ),
    models: [.init(name: "GPT-4o-mini", model: "gpt-4o-mini-2024-07-18")]
)
configuration.prompts = .lesson
configuration.data.testLimit = 25
configuration.data.seed = 42
configuration.fineTuning = .init(model: "gpt-4o-mini-2024-07-18", name: "GPT-4o-mini fine-tuned")
configuration.fineTuning?.suffix = "samsum-ft"
configuration.fineTuning?.epochs = 3

do {
    let client = try OpenAIClient(
        baseURL: environment["OPENAI_BASE_URL"] ?? OpenAIClient.defaultBaseURL,
        key: environment["OPENAI_API_KEY"]
    )
    let workflow = try Workflow(configuration, client: client, folder: results)
    let outcome = try await workflow.run { progress in
        if case .jobCreated(let job) = progress { FileHandle.standardError.write(Data("job \(job)\n".utf8)) }
    }
    print(outcome.comparison.report(.table), terminator: "")
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}
