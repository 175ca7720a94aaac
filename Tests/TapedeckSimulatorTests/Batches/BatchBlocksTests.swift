// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct BatchBlocksTests {
    private func blocks(_ text: String) throws -> [BatchBlock] {
        var writer = Blob.Writer(store: BlobStore(memoryLimit: 1 << 20))
        try writer.append(Array(text.utf8)[...])
        var blocks = BatchBlocks(try writer.finish())
        var all: [BatchBlock] = []
        while let block = try blocks.next() { all.append(block) }
        return all
    }

    @Test func `cuts lines into blocks, without blank ones`() throws {
        let all = try blocks((0..<70).map { "\($0)\n\n" }.joined() + "last")
        #expect(all.map(\.lines.count) == [32, 32, 7])
        #expect(all.map(\.firstLine) == [0, 32, 64])
        #expect(all.map(\.index) == [0, 1, 2])
        #expect(all.last?.lines.last == Array("last".utf8))
    }

    @Test func `ends a block early when its lines are long`() throws {
        let line = String(repeating: "x", count: 600 << 10) + "\n"
        #expect(try blocks(line + line + line).map(\.lines.count) == [2, 1])
    }

    @Test func `has no block for an empty file`() throws {
        #expect(try blocks("").isEmpty)
        #expect(try blocks("\n \n").isEmpty)
    }
}
