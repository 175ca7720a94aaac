// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckServer

struct PlaybackPolicyTests {
    @Test func `nothing is waited for when play-back is instant`() {
        #expect(PlaybackPolicy.Timing.instant.delay(for: 1000) == nil)
    }

    @Test(arguments: [(1.0, 1000), (2.0, 500), (0.5, 2000)])
    func `recorded times are divided by the speed`(speed: Double, expected: Int) {
        #expect(PlaybackPolicy.Timing.recorded(speed: speed).delay(for: 1000) == .microseconds(expected))
    }

    @Test(arguments: [0, -1])
    func `what took no time is due at once`(microseconds: Int64) {
        #expect(PlaybackPolicy.Timing.recorded(speed: 1).delay(for: microseconds) == nil)
    }
}
