// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct ReadySlicesTests {
    @Test func `keeps the ends of its slices, without empty ones`() async throws {
        let slices = ReadySlices([[1, 2], [], [3]])
        #expect(slices.bytes == [1, 2, 3])
        #expect(slices.ends == [2, 3])
        #expect(slices.slices == [[1, 2], [3]])
        var read: [ArraySlice<UInt8>] = []
        for try await slice in slices { read.append(slice) }
        #expect(read == [[1, 2], [3]])
    }

    @Test func `is known in a body, where other streams and bytes are not`() async throws {
        #expect(Body(ReadySlices([[1]])).readySlices?.ends == [1])
        #expect(Body(ReadySlices([[1]])).length == nil)
        #expect(try await Body(ReadySlices([[1], [2]])).collect(upTo: 2) == [1, 2])
        #expect(Body([1]).readySlices == nil)
        #expect(Body(length: 1, slices: ReadySlices([[1]])).readySlices == nil)
    }
}
