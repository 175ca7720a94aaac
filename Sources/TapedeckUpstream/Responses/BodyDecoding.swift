// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import DequeModule
import TapedeckCore

/// Undoes the content coding of a body on its way from libcurl to a buffer that may be full.
///
/// What libcurl hands over and is not taken it hands over again, from the same byte on. Of such bytes some may have been
/// decoded already, and what they gave may still wait for room.
struct BodyDecoding {
    /// So many bytes are decoded at a time, which unfold to a mebibyte at most.
    private static let sliceSize = 1024

    private var decoder: ContentDecoder
    /// How many of the bytes that come again were decoded.
    private var decoded = 0
    /// Decoded bytes that were not taken yet.
    private var waiting = Deque<[UInt8]>()

    init(_ decoder: ContentDecoder) {
        self.decoder = decoder
    }

    /// Takes bytes from libcurl.
    /// - Parameters:
    ///   - bytes: The bytes.
    ///   - deliver: Called with each decoded piece.
    /// - Returns: What became of the bytes; unless they were accepted, they come again.
    /// - Throws: ``ContentCodingError`` for damaged data.
    mutating func receive(
        _ bytes: UnsafeBufferPointer<UInt8>,
        deliver: ([UInt8]) -> ResponseBuffer.Receipt
    ) throws(ContentCodingError) -> ResponseBuffer.Receipt {
        let again = min(decoded, bytes.count)
        var position = again
        while true {
            while let piece = waiting.first {
                let receipt = deliver(piece)
                guard case .accepted = receipt else {
                    decoded = max(decoded, position)
                    return receipt
                }
                _ = waiting.popFirst()
            }
            guard position < bytes.count else { break }
            let end = min(position + Self.sliceSize, bytes.count)
            try decoder.push(Array(bytes[position..<end])[...]) { waiting.append($0) }
            position = end
        }
        decoded = position == again ? decoded - again : 0
        return .accepted
    }

    /// Ends the body.
    /// - Throws: ``ContentCodingError`` when its data ends too early.
    func finish() throws(ContentCodingError) {
        try decoder.finish()
    }
}
