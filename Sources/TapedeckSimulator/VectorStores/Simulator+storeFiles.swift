// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Simulator {
    func addStoreFile(_ store: String, _ fields: RequestFields) async throws(APIError) -> ServedResponse {
        try requireVectorStore(store)
        let files = try await process([try FileAttachment(fields)])
        return try withState { state throws(APIError) in
            state.clock.tick()
            guard state.vectorStores[store] != nil else { throw .noSuchVectorStore(store) }
            var document = JSONValue.null
            for file in files {
                let file = VectorStoreFile(file, in: store, at: state.now)
                state.vectorStores.add(file)
                document = file.document
            }
            return .json(document, .indented)
        }
    }

    func listStoreFiles(_ store: String, _ query: ListQuery) throws(APIError) -> ServedResponse {
        try withState { state throws(APIError) in
            _ = try state.vectorStore(store, configuration.pace)
            return try state.vectorStores.files(of: store).listedFiles(query, of: store)
        }
    }

    func retrieveStoreFile(_ store: String, _ id: String) throws(APIError) -> ServedResponse {
        .json(try storeFile(store, id).document, .indented)
    }

    func updateStoreFile(_ store: String, _ id: String, _ body: ArraySlice<UInt8>) throws(APIError) -> ServedResponse {
        let fields = try RequestFields(parsing: body)
        try fields.allow(only: ["attributes"])
        // Null is left out of the fields, but removes all attributes.
        if (try? JSONValue(parsing: body))?["attributes"] == nil { throw .missing("attributes") }
        let attributes = try fields.attributes() ?? []
        return try withState { state throws(APIError) in
            var file = try state.storeFile(store, id, configuration.pace)
            file.attributes = attributes
            state.vectorStores.replace(file)
            return .json(file.document, .indented)
        }
    }

    func removeStoreFile(_ store: String, _ id: String) throws(APIError) -> ServedResponse {
        try withState { state throws(APIError) in
            _ = try state.storeFile(store, id, configuration.pace)
            state.vectorStores.remove(id, from: store)
        }
        return .json(["id": .string(id), "object": "vector_store.file.deleted", "deleted": true], .indented)
    }

    func storeFileContent(_ store: String, _ id: String) throws(APIError) -> ServedResponse {
        var data: [JSONValue] = []
        if let index = try storeFile(store, id).index {
            data.append(["type": "text", "text": .string(try index.text(of: 0..<index.text.count))])
        }
        return .json(
            [
                "object": "vector_store.file_content.page", "data": .array(data), "has_more": false,
                "next_page": .null,
            ],
            .indented
        )
    }

    private func storeFile(_ store: String, _ id: String) throws(APIError) -> VectorStoreFile {
        try withState { state throws(APIError) in try state.storeFile(store, id, configuration.pace) }
    }

    /// Throws when a store does not exist, before the work for its files.
    func requireVectorStore(_ id: String) throws(APIError) {
        try withState { state throws(APIError) in
            guard let store = state.vectorStores[id] else { throw .noSuchVectorStore(id) }
            guard !store.isExpired(at: state.now) else { throw .expiredVectorStore(id) }
        }
    }

    /// Reads and cuts files for a store.
    @concurrent
    func process(_ attachments: [FileAttachment]) async throws(APIError) -> [AttachedFile] {
        let sources = try withState { state throws(APIError) in
            var sources: [(file: SimulatedFile, index: FileIndex?)] = []
            for attachment in attachments {
                guard let file = state.files.file(attachment.fileID, at: state.now) else {
                    throw .noFileToAdd(attachment.fileID)
                }
                sources.append((file, state.vectorStores.index(of: file.id, attachment.chunkSizes)))
            }
            return sources
        }
        var files: [AttachedFile] = []
        for (attachment, source) in zip(attachments, sources) {
            let outcome: VectorStoreFile.Outcome
            if let index = source.index {
                outcome = .indexed(index)
            } else {
                do {
                    outcome = .indexed(try FileIndex(source.file, attachment.chunkSizes, in: blobs))
                } catch let fault as FileFault {
                    outcome = .failed(fault)
                } catch {
                    throw .storage(error)
                }
            }
            files.append(AttachedFile(attachment: attachment, filename: source.file.filename, outcome: outcome))
        }
        return files
    }
}

extension OrderedTable<VectorStoreFile> {
    /// The response with a page of files, of one status if the query has a `filter`.
    func listedFiles(_ query: ListQuery, of store: String) throws(APIError) -> ServedResponse {
        var status: VectorStoreFile.Status?
        if let filter = query["filter"] {
            status = VectorStoreFile.Status(rawValue: filter)
            guard status != nil else {
                throw .wrongValue("filter", got: filter, supported: VectorStoreFile.Status.allCases.map(\.rawValue))
            }
        }
        return try listed(
            query,
            where: { file in status.map { $0 == file.status } ?? true },
            missing: { .noSuchFile($0, inStore: store) },
            document: \.document
        )
    }
}

extension SimulatorState {
    /// The file of a store, after one request.
    mutating func storeFile(
        _ store: String,
        _ id: String,
        _ pace: SimulatorConfiguration.Pace
    ) throws(APIError) -> VectorStoreFile {
        _ = try vectorStore(store, pace)
        guard let file = vectorStores.file(id, in: store) else { throw .noSuchFile(id, inStore: store) }
        return file
    }
}
