// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckUpstream

/// Runs a server that records an upstream into a cassette, and stops it when the closure returns or throws.
///
/// Clients send their own key; neither the key nor any other credential reaches the cassette. Every interaction is
/// committed before the client has received the whole response.
/// - Parameters:
///   - cassette: The path of the cassette, relative to the working directory; created if there is none.
///   - upstream: The base URL of the service: OpenAI's, or that of any compatible one.
///   - options: What is recorded and how it is redacted.
///   - body: Uses the server.
/// - Returns: What `body` returns.
/// - Throws: What `body` throws; ``CassetteError`` when the cassette cannot be written, or when `CI` is set and neither
///   ``RecorderOptions/mode`` nor `TAPEDECK_RECORD` asks for a recording; ``RunFailed`` when a response could not be
///   recorded, and for the failures that ``RecorderOptions/failOn`` names.
public func withRecorder<Value>(
    _ cassette: String,
    upstream: String = "https://api.openai.com/v1",
    options: RecorderOptions = RecorderOptions(),
    _ body: (RunningServer) async throws -> Value
) async throws -> Value {
    let consent = try RecordingConsent(named: options.mode, environment: ProcessInfo.processInfo.environment)
    var settings = ServerSettings.ofLibrary(.file(cassette), consent: consent)
    settings.matchingRules = options.matching
    settings.playback = options.playback
    if consent.mode != .none {
        settings.recording = RecordingSettings(
            upstream: UpstreamConfiguration(
                baseURL: try BaseURL(upstream),
                proxies: options.usesProxies ? .environment : .none,
                certificateAuthorities: options.certificateAuthorities
            ),
            policy: RecordingPolicy(
                recordsErrors: options.recordsErrors,
                requestLimit: options.requestLimit,
                tokenLimit: options.tokenLimit,
                passedPaths: options.passThrough
            ),
            redactionRules: options.redaction
        )
    }
    return try await RunningServer.with(settings, failOn: options.failOn, body)
}

/// The settings of a recorder: mode, limits, redaction.
public struct RecorderOptions: Sendable, Hashable {
    /// The record mode; `nil` takes that of `TAPEDECK_RECORD`, else ``RecordMode/once``.
    public var mode: RecordMode?
    /// Matching rules of a new cassette, or in place of the cassette's own; `nil` uses its own.
    public var matching: MatchingRules?
    /// The order and timing of recordings that are played, in modes that play.
    public var playback: PlaybackPolicy
    /// Redaction rules in addition to the built-in ones for credentials.
    public var redaction: RedactionRules
    /// Whether responses with status 429 and 5xx are recorded too.
    public var recordsErrors: Bool
    /// Maximum number of requests sent to the upstream; `nil` for no limit.
    public var requestLimit: Int?
    /// Number of billed tokens after which nothing more is sent to the upstream; `nil` for no limit.
    public var tokenLimit: Int?
    /// Path prefixes, such as `/v1/models`, of requests to forward without recording them.
    public var passThrough: [String]
    /// Whether the proxies that the environment names are used (`HTTPS_PROXY` and the like).
    public var usesProxies: Bool
    /// The path of a PEM file with certificate authorities to trust in place of the system's.
    public var certificateAuthorities: String?
    /// The failures that make ``withRecorder(_:upstream:options:_:)`` throw; `.lost` always does.
    public var failOn: Set<RunFailure.Kind>

    /// Creates options.
    public init(
        mode: RecordMode? = nil,
        matching: MatchingRules? = nil,
        playback: PlaybackPolicy = PlaybackPolicy(),
        redaction: RedactionRules = .builtIn,
        recordsErrors: Bool = false,
        requestLimit: Int? = nil,
        tokenLimit: Int? = nil,
        passThrough: [String] = [],
        usesProxies: Bool = false,
        certificateAuthorities: String? = nil,
        failOn: Set<RunFailure.Kind> = []
    ) {
        self.mode = mode
        self.matching = matching
        self.playback = playback
        self.redaction = redaction
        self.recordsErrors = recordsErrors
        self.requestLimit = requestLimit
        self.tokenLimit = tokenLimit
        self.passThrough = passThrough
        self.usesProxies = usesProxies
        self.certificateAuthorities = certificateAuthorities
        self.failOn = failOn
    }
}
