// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// Makes the simulator of a session; with a cassette it continues from what is recorded there.
package typealias SimulatorMaker = @Sendable (_ recorded: LoadedCassette?) -> any SessionSimulator

/// The settings of a new session; what is `nil` is as the server has it.
package struct SessionSettings: Sendable {
    /// The cassette: its name beside the server's own, its path below the server's folder, or an absolute path.
    package var cassette: String?
    /// The record mode.
    package var mode: RecordMode?
    /// The base URL of a service that the session uses in place of the server's upstream.
    package var upstream: String?
    /// The matching rules, in place of the cassette's own.
    package var matchingRules: MatchingRules?
    /// The order and timing of recordings.
    package var playback: PlaybackPolicy?
    /// The simulator that is recorded in place of an upstream, and that answers everything where there is no cassette.
    package var simulator: SimulatorMaker?
    /// The simulator that answers misses.
    package var missSimulator: SimulatorMaker?

    /// Creates settings.
    package init(
        cassette: String? = nil,
        mode: RecordMode? = nil,
        upstream: String? = nil,
        matchingRules: MatchingRules? = nil,
        playback: PlaybackPolicy? = nil,
        simulator: SimulatorMaker? = nil,
        missSimulator: SimulatorMaker? = nil
    ) {
        self.cassette = cassette
        self.mode = mode
        self.upstream = upstream
        self.matchingRules = matchingRules
        self.playback = playback
        self.simulator = simulator
        self.missSimulator = missSimulator
    }
}

/// What a session asks of the server's cassettes.
package struct CassetteRequest: Sendable {
    /// The name of the cassette; `nil` is the server's own.
    package var name: String?
    /// The record mode, which says whether the cassette is opened for recording.
    package var mode: RecordMode
    /// The recordings that the session plays.
    package var filters: [SessionFilter]
    /// The matching rules, in place of the cassette's own.
    package var matchingRules: MatchingRules?
    /// The base URL that a new cassette names; `nil` for the server's upstream.
    package var upstream: String?

    /// Creates a request.
    package init(
        name: String?,
        mode: RecordMode,
        filters: [SessionFilter] = [.shared],
        matchingRules: MatchingRules? = nil,
        upstream: String? = nil
    ) {
        self.name = name
        self.mode = mode
        self.filters = filters
        self.matchingRules = matchingRules
        self.upstream = upstream
    }
}
