// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Route {
    /// The endpoint of embeddings.
    static let embeddings: [Route] = [
        .post("embeddings", .embeddings) { try await $0.createEmbeddings(try await $1.bytes()) }
            .respondingAtOnce { $0.cachedEmbeddings(for: $1) }
    ]
}
