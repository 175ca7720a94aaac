// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// How a text is cut into chunks that are searched: their length and overlap, in tokens.
struct ChunkSizes: Sendable, Hashable {
    /// What `auto` stands for.
    static let standard = ChunkSizes(length: 800, overlap: 400)

    let length: Int
    let overlap: Int

    init(length: Int, overlap: Int) {
        self.length = length
        self.overlap = overlap
    }

    /// Reads the `chunking_strategy` of a request; the standard when it is missing.
    init(_ fields: RequestFields) throws(APIError) {
        guard let strategy = try fields.object("chunking_strategy") else {
            self = .standard
            return
        }
        _ = try strategy.required("type")
        guard try strategy.string("type", oneOf: ["auto", "static"]) == "static" else {
            try strategy.allow(only: ["type"])
            self = .standard
            return
        }
        try strategy.allow(only: ["type", "static"])
        _ = try strategy.required("static")
        guard let sizes = try strategy.object("static") else { throw .missing(strategy.path(of: "static")) }
        try sizes.allow(only: ["max_chunk_size_tokens", "chunk_overlap_tokens"])
        _ = try sizes.required("max_chunk_size_tokens")
        _ = try sizes.required("chunk_overlap_tokens")
        length = try sizes.integer("max_chunk_size_tokens", in: 100...4096) ?? 0
        // At most half of a chunk overlaps.
        overlap = try sizes.integer("chunk_overlap_tokens", in: 0...(length / 2)) ?? 0
    }

    /// The JSON object of the API, which names the sizes of `auto` too.
    var document: JSONValue {
        [
            "type": "static",
            "static": ["max_chunk_size_tokens": .integer(length), "chunk_overlap_tokens": .integer(overlap)],
        ]
    }
}
