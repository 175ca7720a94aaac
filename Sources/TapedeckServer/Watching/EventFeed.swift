// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Synchronization
import TapedeckCore

/// The requests that a server has answered since somebody began to look.
///
/// While nobody looks, a request costs one read of a flag; while somebody does, the last ``limit`` events are kept. Where
/// spans are exported, each event is also noted in the trace of its request.
final class EventFeed: Sendable {
    /// Maximum number of events that are kept; a reader that is further behind is told how many it missed.
    static let limit = 1000
    /// Number of events between two readings after which repetitions are counted and not shown.
    static let repetitionLimit = 250
    /// Maximum number of readers at a time.
    static let readerLimit = 16

    /// An event with its number and time.
    struct Entry: Sendable {
        let number: Int
        /// Microseconds since 1970-01-01 UTC.
        let time: Int64
        let event: ServedEvent
    }

    private struct State {
        var entries: Deque<Entry> = []
        var last = 0
        var isClosed = false
    }

    private let readers = Atomic(0)
    /// Number of events since the last reading.
    private let fresh = Atomic(0)
    private let state = Mutex(State())
    /// Where the spans of requests go; `nil` when none are exported.
    let spans: SpanQueue?

    init(spans: SpanQueue? = nil) { self.spans = spans }

    /// Whether somebody reads the events.
    var isRead: Bool { readers.load(ordering: .relaxed) > 0 }

    /// Whether somebody looks, or spans are exported.
    var isWatched: Bool { isRead || spans != nil }

    /// Adds an event, if somebody looks; otherwise it is not even made.
    func note(_ event: @autoclosure () -> ServedEvent) {
        guard isWatched else { return }
        var event = event()
        // A trace ends with its request, so the events that are kept must not hold it.
        if let trace = event.trace.take() { trace.note(event) }
        guard isRead else { return }
        let time = WallClock.now
        fresh.add(1, ordering: .relaxed)
        state.withLock { state in
            state.last += 1
            if state.entries.count == Self.limit { state.entries.removeFirst() }
            state.entries.append(Entry(number: state.last, time: time, event: event))
        }
    }

    /// Counts a request that is answered as others before it, where it need not be shown: nobody looks, or so many were shown
    /// that nobody could read them.
    /// - Returns: False where an event has to be noted.
    func passOver() -> Bool {
        guard isWatched else { return true }
        guard spans == nil, fresh.load(ordering: .relaxed) >= Self.repetitionLimit else { return false }
        state.withLock { $0.last += 1 }
        return true
    }

    /// Begins to look.
    /// - Returns: The reader, which stops looking when it goes away; `nil` when there are too many.
    func reader() -> Reader? {
        let (_, count) = readers.add(1, ordering: .relaxed)
        guard count <= Self.readerLimit else {
            leave()
            return nil
        }
        return Reader(self, after: state.withLock { $0.last })
    }

    /// Ends all readers: the server stops.
    func close() { state.withLock { $0.isClosed = true } }

    private func leave() {
        let (_, count) = readers.subtract(1, ordering: .relaxed)
        if count == 0 { state.withLock { $0.entries = [] } }
    }

    /// Reads the feed.
    final class Reader: Sendable {
        private let feed: EventFeed
        private let position: Mutex<Int>

        fileprivate init(_ feed: EventFeed, after number: Int) {
            self.feed = feed
            self.position = Mutex(number)
        }

        deinit {
            feed.leave()
        }

        /// The events since the last call.
        /// - Returns: The events, and how many more there were that are not kept; `nil` when the feed has ended.
        func next() -> (entries: [Entry], skipped: Int)? {
            position.withLock { position in
                feed.state.withLock { state in
                    guard !state.isClosed else { return nil }
                    feed.fresh.store(0, ordering: .relaxed)
                    let missed = state.last - position
                    let entries = Array(
                        state.entries[(state.entries.firstIndex { $0.number > position } ?? state.entries.endIndex)...]
                    )
                    position = state.last
                    return (entries, missed - entries.count)
                }
            }
        }
    }
}
