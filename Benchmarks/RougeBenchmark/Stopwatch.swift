// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Times work by repeating it.
enum Stopwatch {
    /// The seconds of the best of several runs, after one that does not count, in at least that many seconds.
    static func best(for seconds: Double, _ work: () async throws -> Void) async rethrows -> Double {
        let clock = ContinuousClock()
        try await work()
        var best = Double.infinity
        var spent = 0.0
        repeat {
            let start = clock.now
            try await work()
            let elapsed = (clock.now - start) / .seconds(1)
            best = min(best, elapsed)
            spent += elapsed
        } while spent < seconds
        return best
    }
}
