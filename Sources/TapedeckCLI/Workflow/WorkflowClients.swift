// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckUpstream
import TapedeckWorkflow

/// The clients of a workflow: one for all models, and those of models with a service of their own.
struct WorkflowClients {
    let main: OpenAIClient
    /// By the name of the model.
    let own: [String: OpenAIClient]

    init(
        _ configuration: WorkflowConfiguration,
        baseURLs: [String],
        keyVariable: String,
        patience: PatienceOptions,
        isRehearsal: Bool
    ) async throws {
        var all: String?
        var single: [String: String] = [:]
        let names = configuration.models.map(\.name) + [configuration.fineTuning?.name].compactMap { $0 }
        for entry in baseURLs {
            guard let equals = entry.firstIndex(of: "="), !entry[..<equals].contains("://") else {
                all = entry
                continue
            }
            let name = String(entry[..<equals])
            guard names.contains(name) else {
                let known = names.map { "'\($0)'" }.joined(separator: ", ")
                throw ValidationError("--base-url names the model '\(name)'; the configuration has \(known).")
            }
            single[name] = String(entry[entry.index(after: equals)...])
        }
        let environment = ProcessInfo.processInfo.environment["OPENAI_BASE_URL"].flatMap { $0.isEmpty ? nil : $0 }
        // Without requests the service is only a name, and no key is needed.
        let fallback = isRehearsal ? "http://127.0.0.1/v1" : BaseURL.openAI.description
        func client(_ url: String, named option: String, keyVariable: String) async throws -> OpenAIClient {
            let configuration = try ClientOptions.configuration(
                baseURL: url,
                named: option,
                keyVariable: keyVariable,
                patience: patience
            )
            return OpenAIClient(isRehearsal ? configuration : try await configuration.throughRunningServer())
        }
        main = try await client(
            all ?? environment ?? fallback,
            named: all == nil ? "OPENAI_BASE_URL" : "--base-url",
            keyVariable: keyVariable
        )
        var own: [String: OpenAIClient] = [:]
        for model in configuration.models {
            guard let url = single[model.name] ?? model.baseURL else { continue }
            // The key of one service must not be sent to another.
            own[model.name] = try await client(
                url,
                named: "the base URL of \(model.name)",
                keyVariable: model.keyVariable ?? ""
            )
        }
        if let name = configuration.fineTuning?.name, let url = single[name] {
            own[name] = try await client(url, named: "the base URL of \(name)", keyVariable: keyVariable)
        }
        self.own = own
    }
}
