// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What a session counts when it gives a response again, which it does to all later requests of the same bytes until it
/// starts over or ends.
struct Repetition: Sendable {
    private let statistics: SessionStatistics
    private let feed: EventFeed
    /// The generation of the session that gave the response.
    private let generation: Int
    /// Microseconds that the response took when it was recorded.
    private let duration: Int64
    /// Tells the watch over polls of the request.
    var sawPoll: (@Sendable () -> Void)?

    init(statistics: SessionStatistics, feed: EventFeed, generation: Int, duration: Int64) {
        self.statistics = statistics
        self.feed = feed
        self.generation = generation
        self.duration = duration
    }

    /// Counts a request that gets the response.
    /// - Returns: Whether the session still gives it, and it need not be shown to anybody.
    func count() -> Bool {
        guard feed.passOver(), statistics.addRepetition(in: generation, duration: duration) else { return false }
        sawPoll?()
        return true
    }
}
