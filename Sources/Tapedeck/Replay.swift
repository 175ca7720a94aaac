// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Runs a server that replays a cassette, and stops it when the closure returns or throws.
///
/// The server opens no outgoing connection. A request without a recording gets a 404 whose message names the nearest
/// recording and the first difference.
///
/// ```swift
/// try await withReplay("cassettes/chat.sqlite") { server in
///     let answer = try await ask("…", baseURL: server.baseURL, key: server.placeholderKey)
///     #expect(answer == "Amanda baked cookies.")
/// }
/// ```
/// - Parameters:
///   - cassette: The path of the cassette, relative to the working directory.
///   - options: How requests are matched and recordings are played.
///   - body: Uses the server.
/// - Returns: What `body` returns.
/// - Throws: What `body` throws; ``CassetteError`` when the cassette cannot be opened; ``RunFailed`` for the failures
///   that ``ReplayOptions/failOn`` names.
public func withReplay<Value>(
    _ cassette: String,
    options: ReplayOptions = ReplayOptions(),
    _ body: (RunningServer) async throws -> Value
) async throws -> Value {
    var settings = ServerSettings.ofLibrary(.file(cassette), consent: .playing)
    settings.matchingRules = options.matching
    settings.playback = options.playback
    if case .simulate(let simulation) = options.onMiss { settings.simulation = simulation }
    return try await RunningServer.with(settings, failOn: options.failOn, body)
}

/// How a cassette is replayed.
public struct ReplayOptions: Sendable, Hashable {
    /// The answer to a request without a recording.
    public enum MissPolicy: Sendable, Hashable {
        /// An error that explains the miss.
        case error
        /// The simulator, which continues from the files, jobs and models of the cassette.
        case simulate(SimulatorConfiguration)
    }

    /// Matching rules to use in place of the cassette's own; `nil` uses its own.
    public var matching: MatchingRules?
    /// The order and timing of recordings.
    public var playback: PlaybackPolicy
    /// The answer to a request without a recording.
    public var onMiss: MissPolicy
    /// The failures that make ``withReplay(_:options:_:)`` throw, such as `[.missed, .unused]`; by default none.
    public var failOn: Set<RunFailure.Kind>

    /// Creates options.
    public init(
        matching: MatchingRules? = nil,
        playback: PlaybackPolicy = PlaybackPolicy(),
        onMiss: MissPolicy = .error,
        failOn: Set<RunFailure.Kind> = []
    ) {
        self.matching = matching
        self.playback = playback
        self.onMiss = onMiss
        self.failOn = failOn
    }
}
