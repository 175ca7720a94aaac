// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore

/// Storage for the bytes of files: small ones in memory up to a limit, the rest in one unlinked file on disk.
///
/// The file consists of slots of equal size; slots of removed files are reused.
final class BlobStore: Sendable {
    /// Length of a slot, in bytes.
    static let slotSize = 256 << 10

    private struct State {
        var bytesInMemory = 0
        var freeSlots: [Int] = []
        var slotCount = 0
        var file: TemporaryFile?
    }

    private let memoryLimit: Int
    private let state = Mutex(State())

    /// - Parameter memoryLimit: Maximum number of bytes to keep in memory.
    init(memoryLimit: Int) {
        self.memoryLimit = memoryLimit
    }

    /// Number of slots in the file on disk, free ones included.
    var slotCount: Int { state.withLock { $0.slotCount } }

    /// Stores at most one slot of bytes.
    /// - Throws: `TemporaryFileError` when the disk is full.
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
        // Created before writing, so that the slot is freed if writing fails.
        let segment = BlobSegment(store: self, place: .slot(slot), count: bytes.count)
        try file.write(bytes, at: slot * Self.slotSize)
        return segment
    }

    /// Reads the bytes of a slot.
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

/// A segment of a blob; its space is freed with its last reference.
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
