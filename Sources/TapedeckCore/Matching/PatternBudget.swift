// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The time that patterns may take on one body: a pattern such as `(.*)*x` would never end.
///
/// What is left of a line when the time is used up is redacted, and of a text that is compared nothing is scrubbed. The
/// time is that of the processor, so that a busy machine makes no difference.
package struct PatternBudget: Sendable {
    /// The microseconds of any body, those for each mebibyte of it, and the most.
    private static let (least, perMebibyte, most) = (200_000, 4_000_000, 20_000_000)

    private var microseconds: Int

    /// The time for a body.
    package init(byteCount: Int) {
        microseconds = Self.least
        add(byteCount: byteCount)
    }

    /// Adds the time for more of a body.
    package mutating func add(byteCount: Int) {
        microseconds = min(Self.most, microseconds + min(byteCount, 8 << 20) * Self.perMebibyte >> 20)
    }

    /// Begins to measure.
    func meter() -> Meter { Meter(end: Meter.now + microseconds) }

    /// Takes what was used from the time that is left.
    mutating func take(_ meter: Meter) {
        microseconds = max(0, meter.end - Meter.now)
    }

    /// The time of one search.
    struct Meter {
        /// The clock is looked at once in so many times: the engine asks at every place, and every ten thousand steps.
        private static let interval = 32

        fileprivate let end: Int
        private var count = 0

        fileprivate init(end: Int) {
            self.end = end
        }

        /// Whether the time is used up.
        mutating func isOver() -> Bool {
            count += 1
            return count % Self.interval == 0 && Self.now >= end
        }

        /// The microseconds this thread has worked.
        fileprivate static var now: Int {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Int(time.tv_sec) * 1_000_000 + Int(time.tv_nsec) / 1000
        }
    }
}
