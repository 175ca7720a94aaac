// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

extension StoredInteraction {
    /// Maximum number of chunks that are shown with an interaction.
    static let chunkLimit = 20_000

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

extension HTTPFields {
    /// The fields as pairs.
    fileprivate var json: JSONValue { .array(map { [.string($0.name.rawName), .string($0.value)] }) }
}
