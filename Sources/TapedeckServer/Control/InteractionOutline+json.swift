// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension InteractionOutline {
    /// The outline as the page reads it.
    var json: JSONValue {
        [
            "id": .integer(id), "session": .string(session), "recorded_at": .integer(recordedAt),
            "method": .string(method), "path": .string(path), "query": .optional(query),
            "request_length": .integer(requestLength), "status": .integer(status),
            "response_length": .integer(responseLength), "streamed": .bool(isStreamed),
            "duration": .integer(duration), "outcome": .string(outcome),
            "content": content.map { content in
                [
                    "model": .optional(content.model), "prompt": .optional(content.prompt),
                    "tokens": .integer(content.tokens), "cost": content.cost?.json ?? .null,
                ]
            } ?? .null,
        ]
    }
}

extension InteractionOutline.Cost {
    /// The cost with the names of the view `cost`.
    fileprivate var json: JSONValue { ["usd": .decimal(dollars), "price_date": .string(priceDate)] }
}
