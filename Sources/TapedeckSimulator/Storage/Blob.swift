// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The bytes of a file, stored by a ``BlobStore`` in segments that copies share.
struct Blob: Sendable {
    /// The segments, in order.
    private(set) var segments: [BlobSegment] = []
    /// The number of bytes.
    private(set) var count = 0

    /// The concatenation of several blobs, without copying bytes.
    static func joining(_ blobs: [Blob]) -> Blob {
        Blob(segments: blobs.flatMap(\.segments), count: blobs.reduce(0) { $0 + $1.count })
    }

    /// Calls a closure with the bytes of each segment.
    func forEachSlice<Failure>(_ body: (ArraySlice<UInt8>) throws(Failure) -> Void) throws {
        for segment in segments { try body(try segment.bytes()[...]) }
    }

    /// The first bytes.
    func prefix(_ limit: Int) throws(TemporaryFileError) -> [UInt8] {
        var bytes: [UInt8] = []
        for segment in segments where bytes.count < limit { bytes += try segment.bytes() }
        return Array(bytes.prefix(limit))
    }

    /// The bytes of a range; less where it ends past the last byte.
    func bytes(in range: Range<Int>) throws(TemporaryFileError) -> [UInt8] {
        var bytes: [UInt8] = []
        var start = 0
        for segment in segments where bytes.count < range.count {
            defer { start += segment.count }
            let wanted = range.clamped(to: start..<(start + segment.count))
            guard !wanted.isEmpty else { continue }
            bytes += try segment.bytes()[(wanted.lowerBound - start)..<(wanted.upperBound - start)]
        }
        return bytes
    }

    /// The bytes as a body that can be read repeatedly.
    var body: Body {
        if segments.count == 1, let bytes = try? segments[0].bytes() { return Body(bytes) }
        return Body(length: count, slices: Slices(segments: segments))
    }

    private struct Slices: AsyncSequence, Sendable {
        typealias Failure = any Error
        let segments: [BlobSegment]

        func makeAsyncIterator() -> Iterator { Iterator(segments: segments) }

        struct Iterator: AsyncIteratorProtocol {
            let segments: [BlobSegment]
            var next = 0

            mutating func next() async throws -> ArraySlice<UInt8>? {
                guard next < segments.count else { return nil }
                defer { next += 1 }
                return try segments[next].bytes()[...]
            }
        }
    }
}

extension Blob {
    /// Writes bytes into a blob, a slot at a time.
    struct Writer: Sendable {
        private let store: BlobStore
        private var blob = Blob()
        private var pending: [UInt8] = []

        init(store: BlobStore) {
            self.store = store
        }

        /// The number of bytes so far.
        var count: Int { blob.count + pending.count }

        /// Adds bytes.
        mutating func append(_ bytes: ArraySlice<UInt8>) throws(TemporaryFileError) {
            var rest = bytes
            while !rest.isEmpty {
                let taken = rest.prefix(BlobStore.slotSize - pending.count)
                pending.append(contentsOf: taken)
                rest = rest[taken.endIndex...]
                if pending.count == BlobStore.slotSize { try flush() }
            }
        }

        /// The blob with all bytes written so far.
        mutating func finish() throws(TemporaryFileError) -> Blob {
            if !pending.isEmpty { try flush() }
            return blob
        }

        private mutating func flush() throws(TemporaryFileError) {
            blob.segments.append(try store.store(pending[...]))
            blob.count += pending.count
            pending.removeAll(keepingCapacity: true)
        }
    }
}
