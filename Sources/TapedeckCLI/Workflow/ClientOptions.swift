// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckCore
import TapedeckUpstream
import TapedeckWorkflow

/// Options for the service, and for retries.
struct ClientOptions: ParsableArguments {
    @Option(help: "The base URL of the service. (default: OPENAI_BASE_URL, else https://api.openai.com/v1)")
    var baseUrl: String?

    @Option(help: ArgumentHelp("The environment variable that holds the key.", valueName: "name"))
    var apiKeyEnv = "OPENAI_API_KEY"

    @OptionGroup var patience: PatienceOptions

    /// The client of the service; below `tapedeck run` it goes through that command's server.
    func client() async throws -> OpenAIClient {
        let environment = ProcessInfo.processInfo.environment
        let fromEnvironment = environment["OPENAI_BASE_URL"].flatMap { $0.isEmpty ? nil : $0 }
        let configuration = try Self.configuration(
            baseURL: baseUrl ?? fromEnvironment ?? BaseURL.openAI.description,
            named: baseUrl == nil ? "OPENAI_BASE_URL" : "--base-url",
            keyVariable: apiKeyEnv,
            patience: patience
        )
        return OpenAIClient(try await configuration.throughRunningServer())
    }

    /// Makes a client's configuration; without a key it gets a placeholder, as other clients insist on a key.
    static func configuration(
        baseURL: String,
        named option: String,
        keyVariable: String,
        patience: PatienceOptions
    ) throws -> ClientConfiguration {
        let url: BaseURL
        do {
            url = try BaseURL(baseURL)
        } catch {
            throw ValidationError("\(option): \(error)")
        }
        let key = ProcessInfo.processInfo.environment[keyVariable].flatMap { $0.isEmpty ? nil : $0 }
        // Below 'tapedeck run' a recording may answer, which needs no key.
        let isBelowRun = ProcessInfo.processInfo.environment[EnvironmentVariable.server]?.isEmpty == false
        if url == .openAI, key == nil, !isBelowRun {
            throw ValidationError(
                "\(keyVariable) is not set, and \(url) needs a key. Set it, or give the base URL of a "
                    + "recording proxy, a replay server or a simulator with --base-url."
            )
        }
        if let key, key.contains(where: { $0.isNewline || !$0.isASCII }) {
            throw ValidationError("\(keyVariable) holds a line break or a character that no key has.")
        }
        return ClientConfiguration(
            baseURL: url,
            key: key ?? "tapedeck",
            retries: patience.maxRetries,
            timeout: .seconds(patience.timeout),
            proxies: patience.useProxy ? .environment : .none,
            certificateAuthorities: patience.caBundle
        )
    }
}

/// Options for retries, timeouts, certificates and proxies.
struct PatienceOptions: ParsableArguments {
    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

    @Option(help: "Maximum number of retries of a request.")
    var maxRetries = OpenAIClient.defaultRetries

    @Option(help: ArgumentHelp("Give up when the service sends nothing for this long.", valueName: "seconds"))
    var timeout = 600.0

    @Option(Settings.Network.caBundle) var caBundle: String?
    @Flag(Settings.Network.useProxy) var useProxy: Bool

    func validate() throws {
        guard (0...100).contains(maxRetries) else {
            throw ValidationError("--max-retries takes a number from 0 to 100.")
        }
        guard timeout > 0, timeout <= 86_400 else {
            throw ValidationError("--timeout takes seconds, more than 0 and up to 86400.")
        }
    }
}
