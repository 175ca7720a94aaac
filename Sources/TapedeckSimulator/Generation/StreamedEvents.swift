// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The events of one streamed response, from first to last.
protocol StreamedEvents: Sendable {
    /// Whether an event is left.
    var hasNext: Bool { get }
    /// Appends the next event.
    mutating func append(to bytes: inout [UInt8])
}

extension StreamedEvents {
    /// The body of the response.
    /// - Parameter isWrittenAtOnce: Whether all events are written into memory together, not each on demand.
    /// - Returns: The events, of which each is a slice.
    func body(isWrittenAtOnce: Bool) -> Body {
        guard isWrittenAtOnce else { return Body(length: nil, slices: EventsOnDemand(events: self)) }
        var events = self
        var slices = ReadySlices()
        while events.hasNext { slices.append { events.append(to: &$0) } }
        return Body(slices)
    }
}

/// How the events of streamed responses are written.
enum EventWriting {
    /// Maximum number of events that are written into memory together.
    static let readyLimit = 4096
}

/// Events that are written on demand.
private struct EventsOnDemand<Events: StreamedEvents>: AsyncSequence, Sendable {
    typealias Failure = any Error

    let events: Events

    func makeAsyncIterator() -> Iterator { Iterator(events: events) }

    struct Iterator: AsyncIteratorProtocol {
        var events: Events

        mutating func next() async throws -> ArraySlice<UInt8>? {
            guard events.hasNext else { return nil }
            var bytes: [UInt8] = []
            events.append(to: &bytes)
            return bytes[...]
        }
    }
}
