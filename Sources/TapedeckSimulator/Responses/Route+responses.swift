// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Route {
    /// The endpoints of responses.
    static let responses: [Route] = [
        .post("responses") { try await $0.createResponse(try await $1.bytes()) }
            .respondingAtOnce { $0.cachedModelResponse(to: $1) },
        .post("responses/input_tokens") { try await $0.countInputTokens(try await $1.json()) },
        .post("responses/compact") { try await $0.compactResponse(try await $1.json()) },
        .get("responses/{response_id}") { try $0.retrieveResponse($1.id, $1.query) },
        .delete("responses/{response_id}") { try $0.deleteResponse($1.id) },
        .post("responses/{response_id}/cancel") { try $0.cancelResponse($1.id) },
        .get("responses/{response_id}/input_items") { try $0.listInputItems($1.id, $1.query) },
    ]
}
