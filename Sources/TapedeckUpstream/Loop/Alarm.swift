// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The next moment at which some transfer may have waited too long.
final class Alarm {
    /// The moment, if any transfer has one.
    private(set) var next: ContinuousClock.Instant?

    /// Asks to be looked at no later than at the given moment.
    func set(for moment: ContinuousClock.Instant?) {
        guard let moment else { return }
        next = next.map { min($0, moment) } ?? moment
    }

    /// Tells whether the moment has come, and if so forgets it.
    func rings(at now: ContinuousClock.Instant) -> Bool {
        guard let next, next <= now else { return false }
        self.next = nil
        return true
    }

    /// The whole milliseconds until the moment, rounded up, at most an hour.
    func milliseconds(from now: ContinuousClock.Instant) -> Int32 {
        guard let next else { return 3_600_000 }
        let left = now.duration(to: next)
        guard left > .zero else { return 0 }
        return Int32(clamping: min(3_600_000, left.inMilliseconds))
    }
}
