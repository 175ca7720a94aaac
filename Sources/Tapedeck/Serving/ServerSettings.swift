// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import Logging
package import TapedeckCore
package import TapedeckServer
package import TapedeckSimulator
package import TapedeckUpstream

/// The settings of one server run: its cassette, what it may record, and what answers where nothing is recorded.
package struct ServerSettings: Sendable {
    /// Where the cassettes are.
    package var cassettes: CassetteSource
    /// The record mode, and whether recording is allowed.
    package var consent: RecordingConsent
    /// Matching rules to use in place of the cassette's own.
    package var matchingRules: MatchingRules?
    /// Where the server listens.
    package var listen: ServerConfiguration
    /// Options of playback.
    package var playback: PlaybackPolicy
    /// The settings of recording; `nil` makes a server that records nothing.
    package var recording: RecordingSettings?
    /// The simulator that answers in place of an upstream; `nil` when nothing is simulated.
    package var simulation: SimulatorConfiguration?
    /// Whether the server only shows its cassette, and answers no requests from it.
    package var isForBrowsing = false
    /// Where the spans of requests go; `nil` when none are made.
    package var spans: SpanDestination?
    /// Called once about a client that polls without pausing.
    package var pollWatch: PollWatch?
    /// The credentials in the environment, which no recording may contain.
    package var secrets: EnvironmentSecrets
    /// Receives an entry for each request.
    package var log: any RequestLog
    /// Receives the HTTP server's own events.
    package var logger: Logger
    /// Called with errors that do not end the run, such as a cassette that was replaced while it was recorded into.
    package var onNotice: @Sendable (String) -> Void

    /// Creates settings.
    package init(
        cassettes: CassetteSource,
        consent: RecordingConsent,
        matchingRules: MatchingRules? = nil,
        listen: ServerConfiguration = ServerConfiguration(),
        playback: PlaybackPolicy = PlaybackPolicy(),
        recording: RecordingSettings? = nil,
        simulation: SimulatorConfiguration? = nil,
        pollWatch: PollWatch? = nil,
        secrets: EnvironmentSecrets,
        log: any RequestLog,
        logger: Logger,
        onNotice: @escaping @Sendable (String) -> Void
    ) {
        self.cassettes = cassettes
        self.consent = consent
        self.matchingRules = matchingRules
        self.listen = listen
        self.playback = playback
        self.recording = recording
        self.simulation = simulation
        self.pollWatch = pollWatch
        self.secrets = secrets
        self.log = log
        self.logger = logger
        self.onNotice = onNotice
    }
}

/// The settings of recording: upstream, limits, redaction.
package struct RecordingSettings: Sendable {
    /// The upstream client's settings.
    package var upstream: UpstreamConfiguration
    /// The limits and rules of recording.
    package var policy: RecordingPolicy
    /// Redaction rules in addition to the built-in ones.
    package var redactionRules: RedactionRules

    /// Creates settings.
    package init(
        upstream: UpstreamConfiguration,
        policy: RecordingPolicy = RecordingPolicy(),
        redactionRules: RedactionRules = .builtIn
    ) {
        self.upstream = upstream
        self.policy = policy
        self.redactionRules = redactionRules
    }
}
