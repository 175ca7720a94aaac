// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Pieces of a body, such as the events of a stream, each sent as one.
struct BodyPieces: AsyncSequence, Sendable {
    typealias Failure = any Error

    private let pieces: [ArraySlice<UInt8>]

    init(_ pieces: [ArraySlice<UInt8>]) {
        self.pieces = pieces
    }

    func makeAsyncIterator() -> Iterator { Iterator(pieces: pieces[...]) }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var pieces: ArraySlice<ArraySlice<UInt8>>

        mutating func next() async throws -> ArraySlice<UInt8>? { pieces.popFirst() }
    }
}
