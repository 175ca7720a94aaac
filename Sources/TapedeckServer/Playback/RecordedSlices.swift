// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A recorded body as it is played: in its chunks, at their times, and truncated where it was.
struct RecordedSlices: AsyncSequence, Sendable {
    typealias Failure = any Error

    /// How much of a stored body is read at once.
    fileprivate static let readSize = 1 << 20

    let response: RecordedResponse
    let store: any CassetteStore
    let timing: PlaybackPolicy.Timing
    let clock: any Clock<Duration>

    func makeAsyncIterator() -> Iterator {
        Iterator(recorded: self, chunks: chunks)
    }

    /// The recorded chunks; a body that came in one is cut into pieces that fit memory.
    private var chunks: [Chunk] {
        guard response.chunks.isEmpty else { return response.chunks }
        let length = response.body.length
        return stride(from: 0, to: length, by: Self.readSize).map {
            Chunk(offset: $0, length: Swift.min(Self.readSize, length - $0), time: 0)
        }
    }

    struct Iterator: AsyncIteratorProtocol {
        let recorded: RecordedSlices
        let chunks: [Chunk]
        var next = 0
        /// The part of a stored body that was read last; chunks are mostly much smaller.
        var window: (range: Range<Int>, bytes: [UInt8]) = (0..<0, [])
        /// Recorded microseconds since the response head that have passed.
        var elapsed: Int64 = 0

        mutating func next() async throws -> ArraySlice<UInt8>? {
            guard next < chunks.count else {
                try await wait(until: recorded.response.duration - recorded.response.timeToFirstByte)
                if recorded.response.outcome == .truncated { throw RecordedBreak() }
                return nil
            }
            let chunk = chunks[next]
            next += 1
            try await wait(until: chunk.time)
            let range = chunk.offset..<chunk.offset + chunk.length
            switch recorded.response.body {
            case .bytes(let bytes): return bytes[range]
            case .stored(let reference):
                if range.lowerBound < window.range.lowerBound || range.upperBound > window.range.upperBound {
                    let end = Swift.max(
                        range.upperBound,
                        Swift.min(reference.length, range.lowerBound + RecordedSlices.readSize)
                    )
                    window = (range.lowerBound..<end, try recorded.store.read(reference, range: range.lowerBound..<end))
                }
                let start = window.range.lowerBound
                return window.bytes[range.lowerBound - start..<range.upperBound - start]
            }
        }

        private mutating func wait(until time: Int64) async throws {
            guard time > elapsed, let delay = recorded.timing.delay(for: time - elapsed) else { return }
            try await recorded.clock.sleep(for: delay)
            elapsed = time
        }
    }
}

/// The recorded response is truncated here; the client's connection is closed too.
struct RecordedBreak: Error, CustomStringConvertible {
    let description = "The recorded response broke off here."
}
