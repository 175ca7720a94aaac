// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Route {
    /// The endpoints of batches.
    static let batches: [Route] = [
        .post("batches") { try await $0.createBatch(try await $1.json()) }.learning(addBatch),
        .get("batches") { try await $0.listBatches($1.query) }
            .learning { state, answer in for batch in try answer.listed.reversed() { state.addBatch(batch) } },
        .get("batches/{batch_id}") { try await $0.retrieveBatch($1.id) }.learning(addBatch),
        .post("batches/{batch_id}/cancel") { try await $0.cancelBatch($1.id) }.learning(addBatch),
    ]

    private static let addBatch: Learner = { state, answer in
        if let batch = try answer.document { state.addBatch(batch) }
    }
}
