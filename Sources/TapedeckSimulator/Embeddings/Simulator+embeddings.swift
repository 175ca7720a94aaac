// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Simulator {
    /// Creates embeddings.
    @concurrent
    func createEmbeddings(_ body: ArraySlice<UInt8>) async throws -> ServedResponse {
        if let cached = cachedEmbeddings(for: body) { return cached }
        let request = try EmbeddingRequest(parsing: body) { name in withState { $0.knowsModel(name) } }
        let prepared = PreparedEmbeddings(request)
        if prepared.isRepeatable { embeddingCache.keep(prepared, size: prepared.size, for: body) }
        withState { $0.clock.tick() }
        return prepared.response
    }

    /// The response to a repeated request; `nil` when it is new.
    func cachedEmbeddings(for body: ArraySlice<UInt8>) -> ServedResponse? {
        guard let prepared = embeddingCache[body] else { return nil }
        withState { $0.clock.tick() }
        return prepared.response
    }
}
