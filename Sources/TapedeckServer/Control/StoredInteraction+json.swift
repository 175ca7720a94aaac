// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

extension StoredInteraction {
    /// Maximum number of chunks that are shown with an interaction.
    private static let chunkLimit = 20_000

    /// The interaction as the page reads it, without its bodies.
    func json(from store: any CassetteStore) -> JSONValue {
        let (request, response) = (interaction.request, interaction.response)
        let chunks = response.chunks.prefix(Self.chunkLimit)
        return [
            "id": .integer(id), "session": .string(interaction.session),
            "recorded_at": .integer(interaction.recordedAt),
            "request": [
                "method": .string(request.method.rawValue), "path": .string(request.path),
                "query": .optional(request.query), "headers": request.headerFields.json,
                "length": .integer(request.body.length),
            ],
            "response": [
                "status": .integer(response.status), "headers": response.headerFields.json,
                "length": .integer(response.body.length), "first_byte": .integer(response.timeToFirstByte),
                "duration": .integer(response.duration), "outcome": .string(response.outcome.rawValue),
                "chunk_count": .integer(response.chunks.count),
                "chunks": .array(
                    chunks.map { [.integer($0.offset), .integer($0.length), .integer($0.time)] }
                ),
            ],
            "command": .string("tapedeck cassette show \(ShellWord.of(store.name)) \(id)"),
        ]
    }
}

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

extension HTTPFields {
    /// The fields as pairs.
    fileprivate var json: JSONValue { .array(map { [.string($0.name.rawName), .string($0.value)] }) }
}
