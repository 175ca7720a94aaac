// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCore
import TapedeckServer
import TapedeckUpstream

/// Options of what is sent upstream and recorded.
struct RecordingOptions: ParsableArguments {
    @Option(Settings.upstream) var upstream: String
    @Flag(Settings.Recording.recordErrors) var recordErrors: Bool
    @Option(Settings.Recording.maxRequests) var maxRequests: Int?
    @Option(Settings.Recording.maxTokens) var maxTokens: Int?
    @Option(Settings.Recording.passThrough) var passThrough: [String]
    @Option(Settings.Redaction.redact) var redact: [String]
    @Option(Settings.Redaction.redactJSON) var redactJSON: [String]
    @Option(Settings.Network.connectTimeout) var connectTimeout: Double
    @Option(Settings.Network.firstByteTimeout) var firstByteTimeout: Double
    @Option(Settings.Network.idleTimeout) var idleTimeout: Double
    @Option(Settings.Network.caBundle) var caBundle: String?
    @Flag(Settings.Network.useProxy) var useProxy: Bool

    func validate() throws {
        try Settings.Recording.maxRequests.validate(maxRequests)
        try Settings.Recording.maxTokens.validate(maxTokens)
        try Settings.Network.connectTimeout.validate(connectTimeout)
        try Settings.Network.firstByteTimeout.validate(firstByteTimeout)
        try Settings.Network.idleTimeout.validate(idleTimeout)
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
            ("--record-errors", Settings.Recording.recordErrors.isGiven(recordErrors)),
            ("--max-requests", Settings.Recording.maxRequests.isGiven(maxRequests)),
            ("--max-tokens", Settings.Recording.maxTokens.isGiven(maxTokens)),
            ("--pass-through", Settings.Recording.passThrough.isGiven(passThrough)),
            ("--redact", Settings.Redaction.redact.isGiven(redact)),
            ("--redact-json", Settings.Redaction.redactJSON.isGiven(redactJSON)),
            ("--use-proxy", Settings.Network.useProxy.isGiven(useProxy)),
            ("--ca-bundle", Settings.Network.caBundle.isGiven(caBundle)),
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
