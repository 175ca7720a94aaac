// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckUpstream

struct BodyDecodingTests {
    @Test(arguments: [1, 700, 5000])
    func `goes on at the right byte when what is not taken comes again`(_ redeliveredSize: Int) throws {
        let plain = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
        let packed = Compression.deflate(plain)
        let limits = ContentDecodingLimits(bytes: .max, ratio: .max)
        var decoding = BodyDecoding(try #require(try ContentDecoder(codings: "gzip", limits: limits)))
        var received: [UInt8] = []
        var room = 0
        func hand(_ bytes: ArraySlice<UInt8>) throws -> ResponseBuffer.Receipt {
            try Array(bytes).withUnsafeBufferPointer { bytes in
                try decoding.receive(bytes) { piece in
                    guard room > 0 else { return .full }
                    room -= 1
                    received += piece
                    return .accepted
                }
            }
        }
        // First all at once, then in pieces of another size from the first byte that was not taken.
        var rest = packed[...]
        var size = rest.count
        while !rest.isEmpty {
            let piece = rest.prefix(size)
            if case .accepted = try hand(piece) {
                rest = rest.dropFirst(piece.count)
            } else {
                room = 2
                size = redeliveredSize
            }
        }
        try decoding.finish()
        #expect(received == plain)
    }

    @Test func `says that data which ends too early is not whole`() throws {
        let limits = ContentDecodingLimits(bytes: .max, ratio: .max)
        let decoding = BodyDecoding(try #require(try ContentDecoder(codings: "gzip", limits: limits)))
        #expect(throws: Never.self) { try decoding.finish() }
        var cut = decoding
        let packed = Compression.deflate([1, 2, 3]).dropLast()
        _ = try Array(packed).withUnsafeBufferPointer { bytes in try cut.receive(bytes) { _ in .accepted } }
        #expect(throws: ContentCodingError.self) { try cut.finish() }
    }
}
