// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckServer

/// Options of playback.
struct PlaybackOptions: ParsableArguments {
    @Option(help: "Timing of responses: instant, recorded, or a factor of the recorded times.")
    var timing = PlaybackPolicy.Timing.instant

    @Option(name: .customLong("repeat"), help: "Whether to repeat the last recording of a request: last or never.")
    var repetition = PlaybackPolicy.Repeat.last

    @Option(help: "How repeated GETs are played: recorded, collapse (each distinct state once) or final.")
    var polls = PlaybackPolicy.Polls.recorded

    var policy: PlaybackPolicy { PlaybackPolicy(repeat: repetition, polls: polls, timing: timing) }
}
