// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif
import Synchronization

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
        var descriptor: Int32?
    }

    private let memoryLimit: Int
    private let state = Mutex(State())

    /// - Parameter memoryLimit: The most bytes to keep in memory.
    init(memoryLimit: Int) {
        self.memoryLimit = memoryLimit
    }

    /// The slots of the file on disk, those that are free among them.
    var slotCount: Int { state.withLock { $0.slotCount } }

    deinit {
        if let descriptor = state.withLock({ $0.descriptor }) { close(descriptor) }
    }

    /// Keeps up to a slot of bytes.
    /// - Throws: ``BlobError`` when there is no room on disk.
    func store(_ bytes: ArraySlice<UInt8>) throws(BlobError) -> BlobSegment {
        precondition(bytes.count <= Self.slotSize, "A segment fits a slot")
        let isSmall = bytes.count <= Self.slotSize / 4
        let keepsInMemory = state.withLock { state in
            guard isSmall, state.bytesInMemory + bytes.count <= memoryLimit else { return false }
            state.bytesInMemory += bytes.count
            return true
        }
        if keepsInMemory { return BlobSegment(store: self, place: .memory(Array(bytes)), count: bytes.count) }
        let (descriptor, slot) = try takeSlot()
        let segment = BlobSegment(store: self, place: .slot(slot), count: bytes.count)
        let reason = bytes.withUnsafeBytes { buffer -> String? in
            var written = 0
            while written < buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
                let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(slot * Self.slotSize + written))
                guard count > 0 else { return String(cString: strerror(errno)) }
                written += count
            }
            return nil
        }
        if let reason { throw BlobError(reason: reason) }
        return segment
    }

    /// Reads what lies in a slot.
    fileprivate func read(slot: Int, count: Int) throws(BlobError) -> [UInt8] {
        guard let descriptor = state.withLock({ $0.descriptor }) else { throw BlobError(reason: "it is gone") }
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            while initialized < count {
                let read = pread(
                    descriptor,
                    buffer.baseAddress.map { $0 + initialized },
                    count - initialized,
                    off_t(slot * Self.slotSize + initialized)
                )
                guard read > 0 else { return }
                initialized += read
            }
        }
        guard bytes.count == count else { throw BlobError(reason: "it is shorter than what was written") }
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

    private func takeSlot() throws(BlobError) -> (descriptor: Int32, slot: Int) {
        let taken = state.withLock { state -> (Int32, Int)? in
            let descriptor = state.descriptor ?? Self.openFile()
            guard let descriptor else { return nil }
            state.descriptor = descriptor
            if let slot = state.freeSlots.popLast() { return (descriptor, slot) }
            state.slotCount += 1
            return (descriptor, state.slotCount - 1)
        }
        guard let taken else { throw BlobError(reason: String(cString: strerror(errno))) }
        return taken
    }

    /// A file without a name, which goes with the process.
    private static func openFile() -> Int32? {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/tapedeck-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { return nil }
        unlink(&template)
        return descriptor
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
    /// - Throws: ``BlobError`` when the disk fails.
    func bytes() throws(BlobError) -> [UInt8] {
        switch place {
        case .memory(let bytes): bytes
        case .slot(let slot): try store.read(slot: slot, count: count)
        }
    }
}

/// The error of a temporary file that cannot be written or read.
struct BlobError: Error, CustomStringConvertible {
    let reason: String

    var description: String { "A temporary file failed (\(reason)); make room in TMPDIR." }
}
