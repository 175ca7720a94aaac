// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The vector stores of a session with their files and batches.
struct VectorStoreTable: Sendable {
    private(set) var stores = OrderedTable<VectorStore>()
    private var files: SpelledDictionary<OrderedTable<VectorStoreFile>> = [:]
    private var batches: SpelledDictionary<OrderedTable<FileBatch>> = [:]
    /// The last index of each file: most stores cut a file alike.
    private var indexes: SpelledDictionary<FileIndex> = [:]

    subscript(id: String) -> VectorStore? {
        get { stores[id] }
        set { stores[id] = newValue }
    }

    /// The files of a store, oldest first.
    func files(of store: String) -> OrderedTable<VectorStoreFile> { files[store] ?? OrderedTable() }

    func file(_ id: String, in store: String) -> VectorStoreFile? { files[store]?[id] }

    func batch(_ id: String, in store: String) -> FileBatch? { batches[store]?[id] }

    /// The files of a batch that are still in the store, in the order of the request.
    func files(of batch: FileBatch) -> OrderedTable<VectorStoreFile> {
        var table = OrderedTable<VectorStoreFile>()
        for id in batch.files { table[id] = files[batch.store]?[id] }
        return table
    }

    /// The counts of a store.
    func counts(of store: String) -> FileCounts { FileCounts(files(of: store).all) }

    /// The index of a file, when it was cut like this before.
    func index(of file: String, _ sizes: ChunkSizes) -> FileIndex? {
        indexes[file].flatMap { $0.chunkSizes == sizes ? $0 : nil }
    }

    /// Adds a file to a store; one that is there already is processed again.
    mutating func add(_ file: VectorStoreFile) {
        guard var store = stores[file.store] else { return }
        store.pending.append(file.id)
        store.lastActiveAt = file.createdAt
        stores[file.store] = store
        files[file.store, default: OrderedTable()][file.id] = file
        if case .indexed(let index) = file.outcome { indexes[file.id] = index }
    }

    mutating func add(_ batch: FileBatch) {
        batches[batch.store, default: OrderedTable()][batch.id] = batch
    }

    /// Puts a changed file in the place of the one with its identifier.
    mutating func replace(_ file: VectorStoreFile) { files[file.store]?[file.id] = file }

    /// Takes a file out of a store.
    mutating func remove(_ id: String, from store: String) {
        files[store]?[id] = nil
        stores[store]?.pending.removeAll { $0.isSpelled(like: id) }
    }

    /// Takes a file out of every store, when the file itself is deleted.
    mutating func removeEverywhere(_ id: String) {
        indexes[id] = nil
        for store in stores.all where files[store.id]?[id] != nil { remove(id, from: store.id) }
    }

    mutating func removeStore(_ id: String) {
        stores[id] = nil
        files.removeValue(forKey: id)
        batches.removeValue(forKey: id)
    }

    /// Ends the processing of files whose time has come.
    /// - Parameters:
    ///   - store: The store.
    ///   - now: The current time; `nil` ends the processing of all.
    /// - Returns: The time at which the last of them was done; `nil` when there was none.
    mutating func finishFiles(of store: String, at now: Int?) -> Int? {
        guard let pending = stores[store]?.pending, !pending.isEmpty else { return nil }
        var rest: [String] = []
        var latest: Int?
        for id in pending {
            guard var file = files[store]?[id] else { continue }
            if let now, file.readyAt > now {
                rest.append(id)
                continue
            }
            latest = max(latest ?? 0, file.readyAt)
            file.finish()
            replace(file)
        }
        stores[store]?.pending = rest
        return latest
    }

    /// Cancels what is left of a batch.
    mutating func cancel(_ batch: FileBatch) {
        var batch = batch
        for id in batch.files {
            guard var file = files[batch.store]?[id], file.status == .inProgress else { continue }
            file.cancel()
            replace(file)
            batch.isCancelled = true
        }
        let cancelled = SpelledSet(batch.files)
        if batch.isCancelled { stores[batch.store]?.pending.removeAll { cancelled.contains($0) } }
        batches[batch.store, default: OrderedTable()][batch.id] = batch
    }
}
