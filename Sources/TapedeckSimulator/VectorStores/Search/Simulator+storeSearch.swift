// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Simulator {
    func searchVectorStore(_ id: String, _ fields: RequestFields) async throws(APIError) -> ServedResponse {
        let request = try StoreSearchRequest(fields)
        let matches = try await searchVectorStores(
            ids: [id],
            queries: request.queries,
            filters: request.filters,
            limit: request.limit,
            threshold: request.threshold
        )
        return .json(
            [
                "object": "vector_store.search_results.page",
                "search_query": .array(request.queries.map(JSONValue.string)),
                "data": .array(matches.map(\.document)), "has_more": false, "next_page": .null,
            ],
            .indented
        )
    }

    /// Searches vector stores.
    /// - Parameters:
    ///   - ids: The stores.
    ///   - queries: What to search for; a chunk counts by the query it covers best.
    ///   - filters: Which files to search; `nil` for all.
    ///   - limit: Maximum number of chunks.
    ///   - threshold: Minimum score, `0...1`.
    /// - Returns: The best chunks, best first; the same for the same stores and queries.
    /// - Throws: ``APIError`` when a store does not exist or is expired.
    @concurrent
    func searchVectorStores(
        ids: [String],
        queries: [String],
        filters: AttributeFilter? = nil,
        limit: Int,
        threshold: Double = 0
    ) async throws(APIError) -> [VectorStoreMatch] {
        let files = try withState { state throws(APIError) in
            var files: [VectorStoreFile] = []
            for id in ids {
                var store = try state.vectorStore(id, configuration.pace)
                guard !store.isExpired(at: state.now) else { throw .expiredVectorStore(id) }
                store.lastActiveAt = state.now
                state.vectorStores[id] = store
                files += state.vectorStores.files(of: id).all
            }
            return files
        }
        let scored = queries.map { StoreQuery($0, queryCount: queries.count) }
        var places: [Place] = []
        for file in files where filters?.accepts(file.attributes) ?? true {
            guard let index = file.index else { continue }
            for (chunk, terms) in index.terms.enumerated() {
                let score = scored.reduce(0.0) { max($0, $1.score(terms)) }
                guard score >= threshold else { continue }
                places.append(Place(score: score, number: places.count, chunk: chunk, file: file, index: index))
            }
        }
        places.sort { ($0.score, $1.number) > ($1.score, $0.number) }
        var matches: [VectorStoreMatch] = []
        for place in places.prefix(limit) {
            matches.append(
                VectorStoreMatch(
                    fileID: place.file.id,
                    filename: place.file.filename,
                    score: place.score,
                    attributes: place.file.attributes,
                    text: try place.index.text(of: place.index.chunks[place.chunk])
                )
            )
        }
        return matches
    }
}

/// A chunk that is ranked; of chunks with equal scores the one that was added first wins.
private struct Place {
    let score: Double
    let number: Int
    let chunk: Int
    let file: VectorStoreFile
    let index: FileIndex
}

extension VectorStoreMatch {
    /// The JSON object of the API.
    fileprivate var document: JSONValue {
        [
            "file_id": .string(fileID), "filename": .string(filename), "score": .decimal(score),
            "attributes": .object(attributes), "content": [["type": "text", "text": .string(text)]],
        ]
    }
}
