// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct BlobTests {
    private func blob(_ bytes: [UInt8], pieces size: Int, in store: BlobStore) throws -> Blob {
        var writer = Blob.Writer(store: store)
        for start in stride(from: 0, to: bytes.count, by: size) {
            try writer.append(bytes[start..<min(start + size, bytes.count)])
        }
        return try writer.finish()
    }

    private func bytes(of blob: Blob) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try blob.forEachSlice { bytes += $0 }
        return bytes
    }

    @Test(arguments: [0, 1, 1000, BlobStore.slotSize, BlobStore.slotSize + 1, 3 * BlobStore.slotSize + 17])
    func `returns the bytes that were written, from memory and from disk`(count: Int) throws {
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        for limit in [0, 1 << 20] {
            let store = BlobStore(memoryLimit: limit)
            let blob = try blob(content, pieces: 70_001, in: store)
            #expect(blob.count == count)
            #expect(try bytes(of: blob) == content)
            #expect(try blob.prefix(10) == Array(content.prefix(10)))
        }
    }

    @Test func `reads any range, also across segments`() throws {
        let content = (0..<(2 * BlobStore.slotSize + 100)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let blob = try blob(content, pieces: 70_001, in: BlobStore(memoryLimit: 0))
        let slot = BlobStore.slotSize
        for range in [0..<0, 0..<10, 5..<slot, (slot - 3)..<(slot + 3), 7..<content.count, slot..<(2 * slot)] {
            #expect(try blob.bytes(in: range) == Array(content[range]))
        }
        #expect(try blob.bytes(in: (content.count - 2)..<(content.count + 9)) == Array(content.suffix(2)))
    }

    @Test func `joins blobs in the order given`() throws {
        let store = BlobStore(memoryLimit: 10)
        let parts = try (1...3).map { try blob([UInt8](repeating: UInt8($0), count: 20), pieces: 20, in: store) }
        let joined = Blob.joining([parts[2], parts[0], parts[1]])
        #expect(try bytes(of: joined) == [3, 1, 2].flatMap { [UInt8](repeating: $0, count: 20) })
    }

    @Test func `reuses the space of removed blobs`() throws {
        let store = BlobStore(memoryLimit: 0)
        var slots: Set<Int> = []
        for round in 0..<10 {
            let blob = try blob([UInt8](repeating: UInt8(round), count: 100), pieces: 100, in: store)
            #expect(try bytes(of: blob) == [UInt8](repeating: UInt8(round), count: 100))
            slots.insert(store.slotCount)
        }
        #expect(slots == [1])
    }
}
