// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckServer

/// Options of playback.
struct PlaybackOptions: ParsableArguments {
    @Option(Settings.Playback.timing) var timing: PlaybackPolicy.Timing
    @Option(Settings.Playback.repetition) var repetition: PlaybackPolicy.Repeat
    @Option(Settings.Playback.polls) var polls: PlaybackPolicy.Polls

    var policy: PlaybackPolicy { PlaybackPolicy(repeat: repetition, polls: polls, timing: timing) }
}
