// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore

/// Holds the bytes of files: small ones in memory up to a bound, all else in one nameless file on disk.
///
/// The file is made of slots of one size, so what a removed file leaves is taken by the next.
final class BlobStore: Sendable {
    /// The bytes of a slot.
    static let slotSize = 256 << 10

    private struct State {
        var bytesInMemory = 0
        var freeSlots: [Int] = []
        var slotCount = 0
        var file: TemporaryFile?
    }

    private let memoryLimit: Int
    private let state = Mutex(State())

    /// - Parameter memoryLimit: The most bytes to keep in memory.
    init(memoryLimit: Int) {
        self.memoryLimit = memoryLimit
    }

    /// The slots of the file on disk, those that are free among them.
    var slotCount: Int { state.withLock { $0.slotCount } }

    /// Keeps up to a slot of bytes.
    /// - Throws: `TemporaryFileError` when there is no room on disk.
    func store(_ bytes: ArraySlice<UInt8>) throws(TemporaryFileError) -> BlobSegment {
        precondition(bytes.count <= Self.slotSize, "A segment fits a slot")
        let isSmall = bytes.count <= Self.slotSize / 4
        let keepsInMemory = state.withLock { state in
            guard isSmall, state.bytesInMemory + bytes.count <= memoryLimit else { return false }
            state.bytesInMemory += bytes.count
            return true
        }
        if keepsInMemory { return BlobSegment(store: self, place: .memory(Array(bytes)), count: bytes.count) }
        let (file, slot) = try takeSlot()
        // Made before the writing, so that the slot is free again when that fails.
        let segment = BlobSegment(store: self, place: .slot(slot), count: bytes.count)
        try file.write(bytes, at: slot * Self.slotSize)
        return segment
    }

    /// Reads what lies in a slot.
    fileprivate func read(slot: Int, count: Int) throws(TemporaryFileError) -> [UInt8] {
        let bytes = try state.withLock { $0.file }?.read(count, at: slot * Self.slotSize)
        guard let bytes, bytes.count == count else {
            throw TemporaryFileError(reason: "it is shorter than what was written")
        }
        return bytes
    }

    fileprivate func release(_ place: BlobSegment.Place) {
        state.withLock { state in
            switch place {
            case .memory(let bytes): state.bytesInMemory -= bytes.count
            case .slot(let slot): state.freeSlots.append(slot)
            }
        }
    }

    private func takeSlot() throws(TemporaryFileError) -> (file: TemporaryFile, slot: Int) {
        try state.withLock { (state) throws(TemporaryFileError) in
            let file: TemporaryFile
            if let open = state.file { file = open } else { file = try TemporaryFile() }
            state.file = file
            if let slot = state.freeSlots.popLast() { return (file, slot) }
            state.slotCount += 1
            return (file, state.slotCount - 1)
        }
    }
}

/// A piece of a blob; its room is free again when nobody refers to it.
final class BlobSegment: Sendable {
    fileprivate enum Place {
        case memory([UInt8])
        case slot(Int)
    }

    /// The number of bytes.
    let count: Int
    private let store: BlobStore
    private let place: Place

    fileprivate init(store: BlobStore, place: Place, count: Int) {
        self.store = store
        self.place = place
        self.count = count
    }

    deinit {
        store.release(place)
    }

    /// The bytes.
    /// - Throws: `TemporaryFileError` when the disk fails.
    func bytes() throws(TemporaryFileError) -> [UInt8] {
        switch place {
        case .memory(let bytes): bytes
        case .slot(let slot): try store.read(slot: slot, count: count)
        }
    }
}
