// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Simulator {
    func createFileBatch(_ store: String, _ fields: RequestFields) async throws(APIError) -> ServedResponse {
        try requireVectorStore(store)
        let files = try await process(try FileAttachment.batch(fields))
        return try withState { state throws(APIError) in
            state.clock.tick()
            guard state.vectorStores[store] != nil else { throw .noSuchVectorStore(store) }
            let batch = FileBatch(
                id: state.identifiers.fileBatch(at: state.now),
                createdAt: state.now,
                store: store,
                files: files.map(\.attachment.fileID)
            )
            for file in files { state.vectorStores.add(VectorStoreFile(file, in: store, at: state.now)) }
            state.vectorStores.add(batch)
            return .json(state.document(batch), .indented)
        }
    }

    func retrieveFileBatch(_ store: String, _ id: String) throws(APIError) -> ServedResponse {
        try withState { state throws(APIError) in
            let batch = try state.fileBatch(store, id, configuration.pace)
            return .json(state.document(batch), .indented)
        }
    }

    /// Cancels the files that are still in progress; a batch that is done stays as it is.
    func cancelFileBatch(_ store: String, _ id: String) throws(APIError) -> ServedResponse {
        try withState { state throws(APIError) in
            state.clock.tick()
            guard state.vectorStores[store] != nil else { throw .noSuchVectorStore(store) }
            if configuration.pace != .polls { state.finishFiles(of: store, configuration.pace) }
            guard let batch = state.vectorStores.batch(id, in: store) else {
                throw .noSuchFileBatch(id, inStore: store)
            }
            state.vectorStores.cancel(batch)
            return .json(state.document(state.vectorStores.batch(id, in: store) ?? batch), .indented)
        }
    }

    func listBatchFiles(_ store: String, _ id: String, _ query: ListQuery) throws(APIError) -> ServedResponse {
        try withState { state throws(APIError) in
            let batch = try state.fileBatch(store, id, configuration.pace)
            return try state.vectorStores.files(of: batch).listedFiles(query, of: store)
        }
    }
}

extension SimulatorState {
    fileprivate func document(_ batch: FileBatch) -> JSONValue {
        batch.document(FileCounts(vectorStores.files(of: batch).all))
    }

    /// The batch of a store, after one request.
    fileprivate mutating func fileBatch(
        _ store: String,
        _ id: String,
        _ pace: SimulatorConfiguration.Pace
    ) throws(APIError) -> FileBatch {
        _ = try vectorStore(store, pace)
        guard let batch = vectorStores.batch(id, in: store) else { throw .noSuchFileBatch(id, inStore: store) }
        return batch
    }
}
