// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore

/// The statistics of a session: counts of requests, and misses.
final class SessionStatistics: Sendable {
    private struct State {
        var counts = RequestCounts()
        var misses: [KeptMiss] = []
    }

    /// A miss with what its requests are known by.
    struct KeptMiss: Sendable {
        let miss: Miss
        let fingerprint: Fingerprint
    }

    /// Maximum number of misses that are kept in full; all are counted.
    static let missLimit = 100

    private let state = Mutex(State())
    /// How often the session has started over; responses of earlier generations are not given again.
    private let generations = Atomic(0)

    var generation: Int { generations.load(ordering: .acquiring) }

    var counts: RequestCounts { state.withLock { $0.counts } }
    var misses: [Miss] { keptMisses.map(\.miss) }
    var keptMisses: [KeptMiss] { state.withLock { $0.misses } }

    func update(_ change: (inout RequestCounts) -> Void) {
        state.withLock { change(&$0.counts) }
    }

    func add(_ miss: Miss, _ fingerprint: Fingerprint) {
        state.withLock { state in
            state.counts.missed += 1
            guard state.misses.count < Self.missLimit else { return }
            state.misses.append(KeptMiss(miss: miss, fingerprint: fingerprint))
        }
    }

    /// Counts a request that gets the last recording once more, if the session has not started over since.
    /// - Parameters:
    ///   - generation: The generation that played the recording before.
    ///   - duration: Microseconds that the response took when it was recorded.
    /// - Returns: Whether it was counted.
    func addRepetition(in generation: Int, duration: Int64) -> Bool {
        state.withLock { state in
            guard self.generation == generation else { return false }
            state.counts.requests += 1
            state.counts.played += 1
            state.counts.repeated += 1
            state.counts.savedTime += duration
            return true
        }
    }

    /// Begins another generation: what was played before does not tell what is played next.
    func advance() {
        state.withLock { _ in _ = generations.add(1, ordering: .acquiringAndReleasing) }
    }

    func reset() {
        state.withLock { state in
            state = State()
            generations.add(1, ordering: .acquiringAndReleasing)
        }
    }
}

/// The counts of a session, or of a run with all its sessions.
public struct RequestCounts: Sendable, Hashable {
    /// Requests that reached a session.
    public var requests = 0
    /// Requests answered from the cassette.
    public var played = 0
    /// Of those, requests that got a recording that had been played before.
    public var repeated = 0
    /// Requests answered by the upstream and recorded.
    public var recorded = 0
    /// Requests answered by the upstream and not recorded, such as rate limits.
    public var passed = 0
    /// Requests answered by the simulator.
    public var simulated = 0
    /// Requests without a matching recording.
    public var missed = 0
    /// Requests that the upstream did not answer, or that exceeded a limit.
    public var failed = 0
    /// Responses that the upstream did not complete.
    public var brokenOff = 0
    /// Responses that could not be recorded.
    public var lost = 0
    /// Tokens that the upstream billed, from the `usage` of its responses.
    public var tokens = 0
    /// Bytes of response bodies from the upstream.
    public var bytes = 0
    /// Microseconds that the played responses took when they were recorded.
    public var savedTime: Int64 = 0

    /// Creates counts of zero.
    package init() {}

    /// Adds other counts.
    static func += (left: inout RequestCounts, right: RequestCounts) {
        for path in counters { left[keyPath: path] += right[keyPath: path] }
        left.savedTime += right.savedTime
    }

    private static var counters: [WritableKeyPath<RequestCounts, Int>] {
        [
            \.requests, \.played, \.repeated, \.recorded, \.passed, \.simulated, \.missed, \.failed, \.brokenOff,
            \.lost, \.tokens, \.bytes,
        ]
    }
}
