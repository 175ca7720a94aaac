// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The request for a new conversation.
struct ConversationRequest: Sendable {
    /// Maximum number of items of one request.
    static let itemLimit = 20

    let metadata: [JSONMember]
    let items: [ResponseItem]

    init(_ fields: RequestFields) throws(APIError) {
        try fields.allow(only: ["metadata", "items"])
        metadata = try fields.metadata() ?? []
        items = try Self.items(fields)
    }

    /// Reads `items`, a list.
    static func items(_ fields: RequestFields) throws(APIError) -> [ResponseItem] {
        let elements = try fields.array("items", count: 0...itemLimit) ?? []
        return try ResponseItem.list(.array(elements), at: "items")
    }
}
