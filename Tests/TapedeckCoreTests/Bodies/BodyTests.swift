// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct BodyTests {
    private func stream(_ pieces: [[UInt8]], failing: Bool = false) -> Body {
        let slices = AsyncThrowingStream<ArraySlice<UInt8>, any Error> { continuation in
            for piece in pieces { continuation.yield(piece[...]) }
            continuation.finish(throwing: failing ? BodyTooLarge(limit: -1) : nil)
        }
        return Body(length: nil, slices: slices)
    }

    @Test func `knows its length when it can`() {
        #expect(Body([1, 2, 3]).length == 3)
        #expect(Body().length == 0)
        #expect(stream([[1]]).length == nil)
    }

    @Test(arguments: [[], [[1, 2, 3]], [[1], [], [2, 3]]] as [[[UInt8]]])
    func `is collected up to its limit`(_ pieces: [[UInt8]]) async throws {
        let bytes = Array(pieces.joined())
        #expect(try await stream(pieces).collect(upTo: bytes.count) == bytes[...])
        #expect(try await Body(bytes).collect(upTo: bytes.count) == bytes[...])
    }

    @Test func `does not accept bytes beyond the limit`() async {
        await #expect(throws: BodyTooLarge(limit: 2)) { try await Body([1, 2, 3]).collect(upTo: 2) }
        await #expect(throws: BodyTooLarge(limit: 2)) { try await stream([[1], [2, 3]]).collect(upTo: 2) }
        await #expect(throws: BodyTooLarge(limit: -1)) { try await stream([[1]], failing: true).collect(upTo: 9) }
        #expect("\(BodyTooLarge(limit: 2))" == "The body is larger than the limit of 2 bytes.")
    }
}
