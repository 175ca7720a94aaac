// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The slices of a body that are all in memory, such as the events of a stream; each is sent as a chunk of its own.
package struct ReadySlices: AsyncSequence, Sendable {
    package typealias Failure = any Error

    /// The bytes of all slices.
    package private(set) var bytes: [UInt8] = []
    /// Where each slice ends.
    package private(set) var ends: [Int] = []

    /// Creates a body without slices.
    package init() {}

    /// Creates a body of slices.
    package init(_ slices: some Sequence<ArraySlice<UInt8>>) {
        for slice in slices { append { $0 += slice } }
    }

    /// Appends a slice; an empty one is left out.
    /// - Parameter write: Appends the bytes of the slice.
    package mutating func append(_ write: (inout [UInt8]) -> Void) {
        write(&bytes)
        if bytes.count > ends.last ?? 0 { ends.append(bytes.count) }
    }

    /// The slices in order.
    package var slices: [ArraySlice<UInt8>] {
        zip([0] + ends, ends).map { bytes[$0..<$1] }
    }

    package func makeAsyncIterator() -> Iterator { Iterator(rest: slices[...]) }

    /// An iterator over the slices.
    package struct Iterator: AsyncIteratorProtocol {
        fileprivate var rest: ArraySlice<ArraySlice<UInt8>>

        package mutating func next() async throws -> ArraySlice<UInt8>? { rest.popFirst() }
    }
}

extension Body {
    /// Creates a stream of slices that are all in memory.
    package init(_ slices: ReadySlices) {
        self.init(length: nil, slices: slices)
    }

    /// The slices of a stream that are all in memory; `nil` for every other body.
    package var readySlices: ReadySlices? {
        guard case .stream(nil, let slices) = content else { return nil }
        return slices as? ReadySlices
    }
}
