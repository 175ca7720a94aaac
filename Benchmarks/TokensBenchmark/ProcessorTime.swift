// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Times work by the processor time of this process, which other work on the machine changes little.
enum ProcessorTime {
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The seconds of the best of several runs, after one that does not count, in at least that many seconds.
    static func best(for seconds: Double, _ work: () -> Void) -> Double {
        work()
        var best = Double.infinity
        var spent = 0.0
        repeat {
            let start = now
            work()
            let elapsed = now - start
            best = min(best, elapsed)
            spent += elapsed
        } while spent < seconds
        return best
    }
}
