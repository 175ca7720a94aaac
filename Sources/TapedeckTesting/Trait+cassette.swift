// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import Tapedeck
public import Testing

extension Trait where Self == CassetteTrait {
    /// Gives each case of the test a session of a cassette.
    ///
    /// ```swift
    /// @Test(.cassette("chat/two-tools")) func `answers with two tools`() async throws {
    ///     let answer = try await ask("…", baseURL: Tapedeck.current.baseURL, key: Tapedeck.current.key)
    ///     #expect(answer.toolCalls.count == 2)
    /// }
    /// ```
    ///
    /// The first run records the cassette, later ones replay it. Where `CI` is set nothing is recorded unless
    /// `TAPEDECK_RECORD` or `mode` asks for it. `TAPEDECK_RECORD=all swift test --filter …` records a test again.
    /// - Parameters:
    ///   - name: The path below the suite's folder of cassettes, by default `cassettes` beside `Package.swift`; `.sqlite` is
    ///     added to a name without an extension. `nil` names it after suite and test.
    ///   - mode: The record mode, by default that of `TAPEDECK_RECORD`, else `once`. `TAPEDECK_RECORD=all`
    ///     overrides every mode but `none`.
    ///   - matching: Matching rules in place of the cassette's own; write `try MatchingRules(…)`.
    ///   - playback: The order and timing of recordings.
    ///   - simulator: Records the simulator in place of the upstream.
    ///   - upstream: The base URL of the service to record, by default OpenAI's.
    ///   - onMiss: The answer to a request without a recording.
    ///   - unused: What happens when recordings were not played, by default a warning.
    /// - Returns: The trait.
    public static func cassette(
        _ name: String? = nil,
        mode: RecordMode? = nil,
        matching: @autoclosure @escaping @Sendable () throws -> MatchingRules? = nil,
        playback: PlaybackPolicy? = nil,
        simulator: SimulatorConfiguration? = nil,
        upstream: String? = nil,
        onMiss: ReplayOptions.MissPolicy? = nil,
        unused: UnusedPolicy? = nil
    ) -> Self {
        let options = TraitOptions(
            source: .cassette(name),
            mode: mode,
            matching: matching,
            playback: playback,
            simulator: simulator,
            upstream: upstream,
            onMiss: onMiss,
            unused: unused
        )
        return Self(options)
    }

    /// Gives each test of a suite a cassette named after it, and sets what the traits of its tests leave out.
    ///
    /// A test without a `cassette` of its own begins its
    /// session when it first asks for ``Tapedeck/current``, so tests that make no requests have no cassette.
    /// - Parameters:
    ///   - folder: The folder of the cassettes, beside `Package.swift` unless it is absolute.
    ///   - mode: The record mode, by default that of `TAPEDECK_RECORD`, else `once`.
    ///   - matching: Matching rules in place of the cassettes' own; write `try MatchingRules(…)`.
    ///   - playback: The order and timing of recordings.
    ///   - simulator: Records the simulator in place of the upstream.
    ///   - upstream: The base URL of the service to record, by default OpenAI's.
    ///   - onMiss: The answer to a request without a recording.
    ///   - unused: What happens when recordings were not played, by default a warning.
    /// - Returns: The trait.
    public static func cassettes(
        in folder: String? = nil,
        mode: RecordMode? = nil,
        matching: @autoclosure @escaping @Sendable () throws -> MatchingRules? = nil,
        playback: PlaybackPolicy? = nil,
        simulator: SimulatorConfiguration? = nil,
        upstream: String? = nil,
        onMiss: ReplayOptions.MissPolicy? = nil,
        unused: UnusedPolicy? = nil
    ) -> Self {
        let options = TraitOptions(
            source: .ofSuite,
            folder: folder,
            mode: mode,
            matching: matching,
            playback: playback,
            simulator: simulator,
            upstream: upstream,
            onMiss: onMiss,
            unused: unused
        )
        return Self(options)
    }

    /// Gives each case of the test a simulator of its own, without a cassette.
    /// - Parameter configuration: The seed, and how fast fine-tuning jobs advance.
    /// - Returns: The trait.
    public static func simulated(_ configuration: SimulatorConfiguration = SimulatorConfiguration()) -> Self {
        let options = TraitOptions(
            source: .simulator,
            simulator: configuration
        )
        return Self(options)
    }
}
