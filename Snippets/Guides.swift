// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

// The Swift code of the guides in docs/. A test compares each part with the block that shows it.

import Foundation
import Tapedeck
import TapedeckRouge
import TapedeckWorkflow

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

func rouge() async throws {
    // snippet.rouge
    let scorer = RougeScorer(stemmer: .porter)
    let pairs = [RougePair(candidate: "the cat sat", references: ["a cat sat", "the cat slept"])]
    let table = try await scorer.scores(of: pairs)
    let means = table.aggregates(bootstrap: try Bootstrap(seed: 42))
    print(means[.rouge1]?.mean.f1 ?? 0)
    // snippet.end
}

func workflow() async throws {
    // snippet.workflow
    let configuration = try WorkflowConfiguration(file: "fixtures/workflows/summarization.yaml")
    let client = try OpenAIClient(baseURL: "http://127.0.0.1:8080/v1", key: "none")
    let outcome = try await Workflow(configuration, client: client, folder: "results").run()
    print(outcome.comparison.report(.table))
    // snippet.end
}

// snippet.models
func models(baseURL: URL, key: String) async throws -> String {
    var request = URLRequest(url: baseURL.appendingPathComponent("models"))
    request.setValue("Bearer \(key)", forHTTPHeaderField: "authorization")
    let (data, _) = try await URLSession.shared.data(for: request)
    return String(decoding: data, as: UTF8.self)
}
// snippet.end

func inProcess() async throws {
    let environment = ProcessInfo.processInfo.environment
    let service = environment["OPENAI_BASE_URL"] ?? "https://api.openai.com/v1"
    let key = environment["OPENAI_API_KEY"] ?? ""
    // snippet.servers
    // Records a service, with a key of yours.
    try await withRecorder("models.sqlite", upstream: service) { server in
        print(try await models(baseURL: server.baseURL, key: key))
    }

    // Replays it. A miss or a recording that is not played throws when the closure ends.
    try await withReplay("models.sqlite", options: ReplayOptions(failOn: [.missed, .unused])) { server in
        print(try await models(baseURL: server.baseURL, key: server.placeholderKey))
    }

    // Needs no recording.
    try await withSimulator(seed: 7) { server in
        print(try await models(baseURL: server.baseURL, key: server.placeholderKey))
    }
    // snippet.end
}

switch CommandLine.arguments.dropFirst().first {
case "rouge": try await rouge()
case "workflow": try await workflow()
case "servers": try await inProcess()
default: print("usage: Guides rouge | workflow | servers")
}
