// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCore
import TapedeckServer
import TapedeckUpstream

/// Options of what is sent upstream and recorded.
struct RecordingOptions: ParsableArguments {
    @Option(help: "The base URL of the service: OpenAI's, or any compatible one's.")
    var upstream = "https://api.openai.com/v1"

    @Flag(help: "Record responses with status 429 and 5xx too.")
    var recordErrors = false

    @Option(help: "Maximum number of requests sent upstream.")
    var maxRequests: Int?

    @Option(help: "Send nothing more upstream once this many tokens are used.")
    var maxTokens: Int?

    @Option(help: "Forward requests under this path prefix without recording them (repeatable).")
    var passThrough: [String] = []

    @Option(help: "Replace text that matches this regular expression before anything is written (repeatable).")
    var redact: [String] = []

    @Option(
        name: .customLong("redact-json"),
        help: "Replace the values at this JSON path in bodies, such as $..name (repeatable)."
    )
    var redactJSON: [String] = []

    @Option(help: "Connection time-out in seconds.")
    var connectTimeout = 10.0

    @Option(help: "Time-out for the first byte of a response in seconds.")
    var firstByteTimeout = 600.0

    @Option(help: "Time-out between two bytes of a response in seconds.")
    var idleTimeout = 600.0

    @Option(
        help: "A file of certificates to trust instead of the system's. (default: CURL_CA_BUNDLE or SSL_CERT_FILE)"
    )
    var caBundle: String?

    @Flag(help: "Use the proxies that the environment names (HTTPS_PROXY and the like).")
    var useProxy = false

    func validate() throws {
        for (name, value) in [("max-requests", maxRequests), ("max-tokens", maxTokens)]
        where value.map({ $0 < 1 }) ?? false {
            throw ValidationError("--\(name) takes a number from 1.")
        }
        let timeouts = [
            ("connect-timeout", connectTimeout), ("first-byte-timeout", firstByteTimeout),
            ("idle-timeout", idleTimeout),
        ]
        for (name, seconds) in timeouts where !(seconds > 0 && seconds <= 86_400) {
            throw ValidationError("--\(name) takes seconds, more than 0 and up to 86400.")
        }
        do {
            _ = try CompiledRedaction(redactionRules)
            for path in redactJSON { _ = try JSONPath(path) }
        } catch {
            throw ValidationError(error.message)
        }
    }

    /// A flag that was given and means nothing when nothing is recorded.
    var flagThatNeedsRecording: String? {
        [
            ("--record-errors", recordErrors), ("--max-requests", maxRequests != nil),
            ("--max-tokens", maxTokens != nil), ("--pass-through", !passThrough.isEmpty),
            ("--redact", !redact.isEmpty), ("--redact-json", !redactJSON.isEmpty), ("--use-proxy", useProxy),
            ("--ca-bundle", caBundle != nil),
        ].first { $0.1 }?.0
    }

    var redactionRules: RedactionRules {
        // Paths that cannot be read are refused before.
        RedactionRules(patterns: redact, paths: redactJSON.compactMap { try? JSONPath($0) })
    }

    var policy: RecordingPolicy {
        RecordingPolicy(
            recordsErrors: recordErrors,
            requestLimit: maxRequests,
            tokenLimit: maxTokens,
            passedPaths: passThrough
        )
    }
}
