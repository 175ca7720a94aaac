// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// The errors of vector stores.
extension APIError {
    /// The error for an unknown vector store.
    static func noSuchVectorStore(_ id: String) -> APIError {
        APIError(status: .notFound, message: "Vector store with id '\(id)' not found.")
    }

    /// The error for a file that is not in a vector store.
    static func noSuchFile(_ id: String, inStore store: String) -> APIError {
        APIError(status: .notFound, message: "No file found with id '\(id)' in vector store '\(store)'.")
    }

    /// The error for an unknown batch of a vector store.
    static func noSuchFileBatch(_ id: String, inStore store: String) -> APIError {
        APIError(status: .notFound, message: "No file batch found with id '\(id)' in vector store '\(store)'.")
    }

    /// The error for a file that was to be added, but does not exist.
    static func noFileToAdd(_ id: String) -> APIError {
        APIError(status: .notFound, message: "File with id '\(id)' not found.")
    }

    /// The error for changing or searching a store past its time.
    static func expiredVectorStore(_ id: String) -> APIError {
        APIError(message: "Vector store with id '\(id)' is expired.")
    }

    /// The disk failed.
    static func storage(_ error: any Error) -> APIError {
        APIError(
            status: .internalServerError,
            message: "Tapedeck's simulator could not read or write its temporary file: \(error).",
            type: "server_error"
        )
    }
}
