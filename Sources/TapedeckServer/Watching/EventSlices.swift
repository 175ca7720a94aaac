// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A feed as the body of an event stream, a few times a second, until the server stops or the client leaves.
struct EventSlices: AsyncSequence, Sendable {
    typealias Failure = any Error

    /// How often what is new is sent.
    private static let interval = Duration.milliseconds(150)
    /// After how many silent intervals a comment is sent, so that a client that has left is noticed.
    private static let patience = 30

    let reader: EventFeed.Reader
    let clock: any Clock<Duration>

    init(_ reader: EventFeed.Reader, clock: any Clock<Duration> = ContinuousClock()) {
        self.reader = reader
        self.clock = clock
    }

    func makeAsyncIterator() -> Iterator { Iterator(reader: reader, clock: clock) }

    struct Iterator: AsyncIteratorProtocol {
        let reader: EventFeed.Reader
        let clock: any Clock<Duration>
        private var hasBegun = false

        fileprivate init(reader: EventFeed.Reader, clock: any Clock<Duration>) {
            self.reader = reader
            self.clock = clock
        }

        mutating func next() async throws -> ArraySlice<UInt8>? {
            guard hasBegun else {
                hasBegun = true
                return Array("event: open\ndata: {}\n\n".utf8)[...]
            }
            var silence = 0
            while let (entries, skipped) = reader.next() {
                if !entries.isEmpty || skipped > 0 { return EventSlices.bytes(of: entries, skipped: skipped) }
                silence += 1
                if silence > EventSlices.patience { return Array(": \n\n".utf8)[...] }
                try await clock.sleep(for: EventSlices.interval)
            }
            return nil
        }
    }

    fileprivate static func bytes(of entries: [EventFeed.Entry], skipped: Int) -> ArraySlice<UInt8> {
        var text = skipped > 0 ? "event: skipped\ndata: {\"count\":\(skipped)}\n\n" : ""
        for entry in entries {
            text += "event: request\ndata: \(entry.event.json(number: entry.number, time: entry.time).text())\n\n"
        }
        return Array(text.utf8)[...]
    }
}
