// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension RecordedState {
    /// A recorded vector store with the files that were added to it.
    struct RecordedStore: Sendable {
        var document: JSONValue
        /// The files as the recording shows them; of those only named in a request, the identifier and settings.
        var files = Recorded<JSONValue>()
    }

    /// Adds a vector store, and the files that the request for it names.
    mutating func addVectorStore(_ document: JSONValue?, files request: JSONValue? = nil) {
        guard let document, let id = document["id"]?.string, document["object"]?.string == "vector_store" else {
            return
        }
        vectorStores[id] = RecordedStore(document: document, files: vectorStores[id]?.files ?? Recorded())
        see(document["last_active_at"])
        addStoreFiles(request, to: id)
    }

    /// Adds the files that a request names by `file_ids` or `files`.
    mutating func addStoreFiles(_ request: JSONValue?, to store: String) {
        let settings = request?["chunking_strategy"] ?? .null
        let attributes = request?["attributes"] ?? .null
        for id in request?["file_ids"]?.elements ?? [] {
            addStoreFile(["id": id, "chunking_strategy": settings, "attributes": attributes], to: store)
        }
        for file in request?["files"]?.elements ?? [] {
            addStoreFile(
                [
                    "id": file["file_id"] ?? .null, "chunking_strategy": file["chunking_strategy"] ?? .null,
                    "attributes": file["attributes"] ?? .null,
                ],
                to: store
            )
        }
    }

    /// Adds a file to a store that was recorded.
    mutating func addStoreFile(_ document: JSONValue?, to store: String) {
        guard let document, let id = document["id"]?.string else { return }
        vectorStores[store]?.files[id] = document
    }

    /// Takes a file out of a store.
    mutating func removeStoreFile(_ document: JSONValue?, from store: String) {
        if let id = document?["id"]?.string { vectorStores[store]?.files[id] = nil }
    }
}

extension Simulator {
    /// Adds a recorded vector store with those files whose upload was recorded.
    func addVectorStore(recorded: RecordedState.RecordedStore) async throws {
        guard let store = VectorStore(recorded: recorded.document) else { return }
        let known = recorded.files.all.filter { file in
            withState { state in state.files.file(file["id"]?.string ?? "", at: state.now) != nil }
        }
        let files = try await process(known.compactMap(FileAttachment.init(recorded:)))
        withState { state in
            state.vectorStores[store.id] = store
            for file in files { state.vectorStores.add(VectorStoreFile(file, in: store.id, at: store.createdAt)) }
            _ = state.vectorStores.finishFiles(of: store.id, at: nil)
            state.vectorStores[store.id]?.lastActiveAt = store.lastActiveAt
        }
    }
}

extension VectorStore {
    /// Creates a recorded store; `nil` when the object is not one.
    fileprivate init?(recorded document: JSONValue) {
        // Times beyond the year 9999 are no times.
        let moments = 0..<253_402_300_800
        guard let id = document["id"]?.string, let createdAt = document["created_at"]?.integer,
            moments.contains(createdAt)
        else { return nil }
        var metadata: [JSONMember] = []
        if case .object(let members) = document["metadata"] { metadata = members }
        self.init(
            id: id,
            createdAt: createdAt,
            name: document["name"]?.string,
            description: document["description"]?.string,
            metadata: metadata,
            lifetime: document["expires_after"]?["days"]?.integer.flatMap { (1...365).contains($0) ? $0 : nil },
            lastActiveAt: document["last_active_at"]?.integer.flatMap { moments.contains($0) ? $0 : nil } ?? createdAt
        )
    }
}

extension FileAttachment {
    /// Creates a recorded file of a store; `nil` when the object is not one.
    ///
    /// Settings that cannot be read are the standard.
    fileprivate init?(recorded document: JSONValue) {
        guard let id = document["id"]?.string, let fields = try? RequestFields(document) else { return nil }
        self.init(
            fileID: id,
            chunkSizes: (try? ChunkSizes(fields)) ?? .standard,
            attributes: (try? fields.attributes()) ?? []
        )
    }
}
