// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Simulator {
    func createVectorStore(_ fields: RequestFields) async throws(APIError) -> ServedResponse {
        try fields.allow(only: ["file_ids", "name", "description", "expires_after", "chunking_strategy", "metadata"])
        let name = try fields.string("name")
        let description = try fields.string("description")
        let lifetime = try VectorStore.lifetime(fields)
        let metadata = try fields.metadata() ?? []
        let sizes = try ChunkSizes(fields)
        let attachments = try fields.fileIDs(count: 0...500).map { FileAttachment(fileID: $0, chunkSizes: sizes) }
        let files = try await process(attachments)
        let document = withState { state in
            state.clock.tick()
            let store = VectorStore(
                id: state.identifiers.vectorStore(at: state.now),
                createdAt: state.now,
                name: name,
                description: description,
                metadata: metadata,
                lifetime: lifetime,
                lastActiveAt: state.now
            )
            state.vectorStores[store.id] = store
            for file in files { state.vectorStores.add(VectorStoreFile(file, in: store.id, at: state.now)) }
            return state.document(store)
        }
        return .json(document, .indented)
    }

    func listVectorStores(_ query: ListQuery) throws(APIError) -> ServedResponse {
        try withState { state throws(APIError) in
            state.clock.tick()
            for store in state.vectorStores.stores.all { state.finishFiles(of: store.id, configuration.pace) }
            let (stores, now) = (state.vectorStores, state.now)
            return try stores.stores.listed(
                query,
                missing: { .noSuchVectorStore($0) },
                document: { $0.document(stores.counts(of: $0.id), at: now) }
            )
        }
    }

    func retrieveVectorStore(_ id: String) throws(APIError) -> ServedResponse {
        try withState { state throws(APIError) in
            let store = try state.vectorStore(id, configuration.pace)
            return .json(state.document(store), .indented)
        }
    }

    func updateVectorStore(_ id: String, _ body: ArraySlice<UInt8>) throws(APIError) -> ServedResponse {
        let fields = try RequestFields(parsing: body)
        try fields.allow(only: ["name", "expires_after", "metadata"])
        let name = try fields.string("name")
        let lifetime = try VectorStore.lifetime(fields)
        let metadata = try fields.metadata()
        // Null is left out of the fields, but removes the expiry.
        let removesExpiry = (try? JSONValue(parsing: body))?["expires_after"] == .null
        return try withState { state throws(APIError) in
            var store = try state.vectorStore(id, configuration.pace)
            if let name { store.name = name }
            if let metadata { store.metadata = metadata }
            if lifetime != nil || removesExpiry { store.lifetime = lifetime }
            state.vectorStores[id] = store
            return .json(state.document(store), .indented)
        }
    }

    func deleteVectorStore(_ id: String) throws(APIError) -> ServedResponse {
        try withState { state throws(APIError) in
            _ = try state.vectorStore(id, configuration.pace)
            state.vectorStores.removeStore(id)
        }
        return .json(["id": .string(id), "object": "vector_store.deleted", "deleted": true], .indented)
    }
}

extension SimulatorState {
    /// The JSON object of a store.
    func document(_ store: VectorStore) -> JSONValue {
        store.document(vectorStores.counts(of: store.id), at: now)
    }

    /// The store with this identifier, after one request.
    mutating func vectorStore(_ id: String, _ pace: SimulatorConfiguration.Pace) throws(APIError) -> VectorStore {
        clock.tick()
        finishFiles(of: id, pace)
        guard let store = vectorStores[id] else { throw .noSuchVectorStore(id) }
        return store
    }

    /// Ends the processing of a store's files: by the clock, or with the first request after it began.
    mutating func finishFiles(of store: String, _ pace: SimulatorConfiguration.Pace) {
        let done = vectorStores.finishFiles(of: store, at: pace == .realtime ? now : nil)
        if let done { clock.advance(to: done) }
    }
}
