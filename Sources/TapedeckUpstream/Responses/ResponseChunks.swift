// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The body of a response as it arrives; releasing it ends the transfer.
struct ResponseChunks: AsyncSequence, Sendable {
    let reader: ResponseReader

    func makeAsyncIterator() -> Iterator {
        Iterator(reader: reader)
    }

    struct Iterator: AsyncIteratorProtocol {
        let reader: ResponseReader

        mutating func next() async throws -> ReceivedChunk? {
            try await reader.next()
        }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> ReceivedChunk? {
            try await reader.next()
        }
    }
}

/// The reader of a response; a response has only one.
final class ResponseReader: Sendable {
    private let transfer: Transfer
    private let loop: CurlLoop

    init(transfer: Transfer, loop: CurlLoop) {
        self.transfer = transfer
        self.loop = loop
    }

    deinit {
        loop.cancel(transfer)
    }

    /// Waits for the next chunk; a cancelled task ends the transfer.
    func next() async throws -> ReceivedChunk? {
        try await withTaskCancellationHandler {
            try await transfer.response.next()
        } onCancel: {
            loop.cancel(transfer)
        }
    }
}
