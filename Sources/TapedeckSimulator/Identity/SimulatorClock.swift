// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The clock of a simulated session: virtual, or real.
struct SimulatorClock: Sendable {
    /// Start of virtual time: 2026-01-05, 09:00 UTC.
    static let start = 1_767_603_600

    /// Virtual duration of a request, in milliseconds.
    private static let tick = 10

    private var milliseconds: Int
    private let isReal: Bool

    /// - Parameter isReal: Whether to use real time, which cannot be advanced.
    init(isReal: Bool) {
        self.isReal = isReal
        self.milliseconds = Self.start * 1000
    }

    /// Current time in seconds since 1970.
    var now: Int {
        guard isReal else { return milliseconds / 1000 }
        return Int(time(nil))
    }

    /// Advances virtual time by one request.
    mutating func tick() {
        milliseconds += Self.tick
    }

    /// Advances virtual time to a moment; one in the past changes nothing.
    mutating func advance(to seconds: Int) {
        milliseconds = max(milliseconds, seconds * 1000)
    }
}
