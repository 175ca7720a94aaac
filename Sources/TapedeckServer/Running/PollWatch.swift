// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
package import TapedeckCore

/// Detects a client that polls without pausing, which a service would answer with 429.
package final class PollWatch: Sendable {
    /// Maximum number of equal `GET` requests in a second that count as polls with a pause.
    static let limit = 100
    /// Maximum number of different requests to count in a second.
    private static let targetLimit = 64

    private struct State {
        var counts: [RequestLine: Int] = [:]
        var start: ContinuousClock.Instant?
        var hasTold = false
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> ContinuousClock.Instant
    private let tell: @Sendable (RequestLine) -> Void

    /// - Parameter tell: Called once, with the request that was sent too often.
    package convenience init(tell: @escaping @Sendable (RequestLine) -> Void) {
        self.init(now: { .now }, tell: tell)
    }

    init(now: @escaping @Sendable () -> ContinuousClock.Instant, tell: @escaping @Sendable (RequestLine) -> Void) {
        self.now = now
        self.tell = tell
    }

    /// Counts a request.
    func saw(_ target: RequestLine) {
        guard target.method == .get else { return }
        let isTooMany = state.withLock { state in
            guard !state.hasTold else { return false }
            let time = now()
            if state.start.map({ time - $0 >= .seconds(1) }) ?? true {
                state.counts.removeAll(keepingCapacity: true)
                state.start = time
            }
            guard state.counts[target] != nil || state.counts.count < Self.targetLimit else { return false }
            state.counts[target, default: 0] += 1
            state.hasTold = state.counts[target, default: 0] > Self.limit
            return state.hasTold
        }
        if isTooMany { tell(target) }
    }
}
