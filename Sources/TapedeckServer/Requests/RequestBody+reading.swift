// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdCore
import NIOCore
import TapedeckCore

extension RequestBody {
    /// Reads the body of a request from the connection: whole if it fits memory, else as a stream.
    static func read(_ body: HummingbirdCore.RequestBody, length: Int?) async throws -> RequestBody {
        let source = IncomingSlices(iterator: body.makeAsyncIterator())
        var bytes: ArraySlice<UInt8> = []
        while let slice = try await source.next() {
            if bytes.isEmpty { bytes = slice } else { bytes += slice }
            if bytes.count > memoryLimit {
                source.putBack(bytes)
                return .stream(Body(length: length, slices: source))
            }
        }
        return .bytes(bytes)
    }
}

/// The slices of a body as the connection delivers them; when reading stops, the client cannot send more.
private final class IncomingSlices: AsyncSequence, AsyncIteratorProtocol, @unchecked Sendable {
    typealias Failure = any Error

    // Not Sendable; a body is read by one task at a time, first by the server, then by one responder.
    private var iterator: HummingbirdCore.RequestBody.AsyncIterator
    private var first: ArraySlice<UInt8>?

    init(iterator: HummingbirdCore.RequestBody.AsyncIterator) {
        self.iterator = iterator
    }

    func putBack(_ bytes: ArraySlice<UInt8>) {
        first = bytes
    }

    func makeAsyncIterator() -> IncomingSlices { self }

    func next() async throws -> ArraySlice<UInt8>? {
        if let first = first.take() { return first }
        return try await iterator.next().map { Array($0.readableBytesView)[...] }
    }
}
