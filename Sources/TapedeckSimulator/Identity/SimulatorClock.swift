// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The clock of a simulated session: virtual, or real.
struct SimulatorClock: Sendable {
    /// Start of virtual time without a day: 2026-01-05, 09:00 UTC.
    static let start = 1_767_603_600
    /// Start of virtual time on a day: nine hours after midnight, UTC.
    private static let opening = 9 * 3600

    /// Virtual duration of a request, in milliseconds.
    private static let tick = 10

    private var milliseconds: Int
    private let isReal: Bool
    /// Seconds from real time to the times of the session.
    private let offset: Int

    /// - Parameters:
    ///   - isReal: Whether to use real time, which cannot be advanced.
    ///   - day: The day on which the session begins; `nil` for the start of virtual time, or for today.
    init(isReal: Bool, day: ServiceDay? = nil) {
        let start = day.map { $0.start + Self.opening }
        self.isReal = isReal
        self.milliseconds = (start ?? Self.start) * 1000
        self.offset = start.map { $0 - Int(time(nil)) } ?? 0
    }

    /// Current time in seconds since 1970.
    var now: Int {
        guard isReal else { return milliseconds / 1000 }
        return Int(time(nil)) + offset
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
