// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Tapedeck

/// What a trait or a call sets; `nil` is left to the traits around it, then to the default.
struct TraitOptions: Sendable {
    /// What answers the requests of a test.
    enum Source: Sendable, Hashable {
        /// A cassette of this name; `nil` is one named after the test.
        case cassette(String?)
        /// A cassette named after the test, once it asks for a session.
        case ofSuite
        /// The simulator alone.
        case simulator
    }

    var source = Source.ofSuite
    var folder: String?
    var mode: RecordMode?
    var matching: @Sendable () throws -> MatchingRules? = { nil }
    var playback: PlaybackPolicy?
    var simulator: SimulatorConfiguration?
    var upstream: String?
    var onMiss: ReplayOptions.MissPolicy?
    var unused: UnusedPolicy?

    /// These options, with those of the suite around where they set nothing.
    func over(_ outer: Self) -> Self {
        let (own, others) = (matching, outer.matching)
        return Self(
            source: source == .ofSuite ? outer.source : source,
            folder: folder ?? outer.folder,
            mode: mode ?? outer.mode,
            matching: { try own() ?? others() },
            playback: playback ?? outer.playback,
            simulator: simulator ?? outer.simulator,
            upstream: upstream ?? outer.upstream,
            onMiss: onMiss ?? outer.onMiss,
            unused: unused ?? outer.unused
        )
    }
}
