// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The request for a search in a vector store.
struct StoreSearchRequest: Sendable {
    /// Maximum number of queries in a list.
    private static let queryLimit = 64

    /// What to search for, as the response repeats it.
    let queries: [String]
    let filters: AttributeFilter?
    /// Maximum number of chunks.
    let limit: Int
    /// Minimum score, `0...1`.
    let threshold: Double

    init(_ fields: RequestFields) throws(APIError) {
        try fields.allow(only: ["query", "rewrite_query", "max_num_results", "filters", "ranking_options"])
        let queries = try Self.queries(try fields.required("query"))
        let rewrites = try fields.bool("rewrite_query") ?? false
        self.queries = rewrites ? queries.map(StoreQuery.rewritten) : queries
        limit = try fields.integer("max_num_results", in: 1...50) ?? 10
        if let filters = fields["filters"] {
            self.filters = try AttributeFilter(filters, at: "filters")
        } else {
            filters = nil
        }
        guard let ranking = try fields.object("ranking_options") else {
            threshold = 0
            return
        }
        try ranking.allow(only: ["ranker", "score_threshold"])
        _ = try ranking.string("ranker", oneOf: ["none", "auto", "default-2024-11-15"])
        threshold = try ranking.number("score_threshold", in: 0...1) ?? 0
    }

    private static func queries(_ value: JSONValue) throws(APIError) -> [String] {
        if let query = value.string { return [query] }
        guard let elements = value.elements else {
            throw .wrongType("query", expected: "a string or an array of strings", got: value)
        }
        guard !elements.isEmpty else { throw .wrongCount("query", count: 0, bound: 1, isBelow: true) }
        guard elements.count <= queryLimit else {
            throw .wrongCount("query", count: elements.count, bound: queryLimit, isBelow: false)
        }
        var queries: [String] = []
        for (index, element) in elements.enumerated() {
            guard let query = element.string else {
                throw .wrongType("query[\(index)]", expected: "a string", got: element)
            }
            queries.append(query)
        }
        return queries
    }
}
