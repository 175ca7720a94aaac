// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The time of a simulated session: its own, or the wall's.
struct SimulatorClock: Sendable {
    /// Where the time of a session begins: 2026-01-05, 09:00 UTC.
    static let start = 1_767_603_600

    /// What a request takes on the session's own clock, in milliseconds.
    private static let tick = 10

    private var milliseconds: Int
    private let isReal: Bool

    /// - Parameter isReal: Whether the wall's time counts, and nothing can move it.
    init(isReal: Bool) {
        self.isReal = isReal
        self.milliseconds = Self.start * 1000
    }

    /// The time in seconds since 1970.
    var now: Int {
        guard isReal else { return milliseconds / 1000 }
        return Int(time(nil))
    }

    /// Lets the time of one request pass.
    mutating func tick() {
        milliseconds += Self.tick
    }

    /// Moves the session's own time on to a moment; one that has passed changes nothing.
    mutating func advance(to seconds: Int) {
        milliseconds = max(milliseconds, seconds * 1000)
    }
}
