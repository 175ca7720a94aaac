// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Route {
    /// The endpoints of vector stores.
    static let vectorStores: [Route] = stores + storeFiles + fileBatches

    private static let stores: [Route] = [
        .post("vector_stores") { try await $0.createVectorStore(try await $1.json()) }
            .learning { state, answer in
                state.addVectorStore(try answer.document, files: try answer.requestDocument)
            },
        .get("vector_stores") { try $0.listVectorStores($1.query) }
            .learning { state, answer in for store in try answer.listed.reversed() { state.addVectorStore(store) } },
        .get("vector_stores/{vector_store_id}") { try $0.retrieveVectorStore($1.id) }
            .learning { state, answer in state.addVectorStore(try answer.document) },
        .post("vector_stores/{vector_store_id}") { try $0.updateVectorStore($1.id, try await $1.bytes()) }
            .learning { state, answer in state.addVectorStore(try answer.document) },
        .delete("vector_stores/{vector_store_id}") { try $0.deleteVectorStore($1.id) }
            .learning { state, answer in state.vectorStores[answer.id] = nil },
        .post("vector_stores/{vector_store_id}/search") { try await $0.searchVectorStore($1.id, try await $1.json()) },
    ]

    private static let storeFiles: [Route] = [
        .post("vector_stores/{vector_store_id}/files") { try await $0.addStoreFile($1.id, try await $1.json()) }
            .learning { state, answer in state.addStoreFile(try answer.document, to: answer.id) },
        .get("vector_stores/{vector_store_id}/files") { try $0.listStoreFiles($1.id, $1.query) }
            .learning { state, answer in
                for file in try answer.listed.reversed() { state.addStoreFile(file, to: answer.id) }
            },
        .get("vector_stores/{vector_store_id}/files/{file_id}") { try $0.retrieveStoreFile($1.id, $1.childID) }
            .learning { state, answer in state.addStoreFile(try answer.document, to: answer.id) },
        .post("vector_stores/{vector_store_id}/files/{file_id}") {
            try $0.updateStoreFile($1.id, $1.childID, try await $1.bytes())
        }
        .learning { state, answer in state.addStoreFile(try answer.document, to: answer.id) },
        .delete("vector_stores/{vector_store_id}/files/{file_id}") { try $0.removeStoreFile($1.id, $1.childID) }
            .learning { state, answer in state.removeStoreFile(try answer.document, from: answer.id) },
        .get("vector_stores/{vector_store_id}/files/{file_id}/content") {
            try $0.storeFileContent($1.id, $1.childID)
        },
    ]

    private static let fileBatches: [Route] = [
        .post("vector_stores/{vector_store_id}/file_batches") {
            try await $0.createFileBatch($1.id, try await $1.json())
        }
        .learning { state, answer in state.addStoreFiles(try answer.requestDocument, to: answer.id) },
        .get("vector_stores/{vector_store_id}/file_batches/{batch_id}") { try $0.retrieveFileBatch($1.id, $1.childID) },
        .post("vector_stores/{vector_store_id}/file_batches/{batch_id}/cancel") {
            try $0.cancelFileBatch($1.id, $1.childID)
        },
        .get("vector_stores/{vector_store_id}/file_batches/{batch_id}/files") {
            try $0.listBatchFiles($1.id, $1.childID, $1.query)
        }
        .learning { state, answer in
            for file in try answer.listed.reversed() { state.addStoreFile(file, to: answer.id) }
        },
    ]
}
