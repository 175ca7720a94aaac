// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// A conversation: items that clients put in, and those of the responses made in it.
struct Conversation: Sendable {
    let id: String
    /// The tag that its items, and the responses made in it, share.
    let tag: String
    /// Creation time in seconds since 1970.
    let createdAt: Int
    var metadata: [JSONMember]
    /// The items in order.
    private(set) var items = OrderedTable<ResponseItem>()
    /// Estimated size in memory, in bytes.
    private(set) var size = 0

    init(id: String, tag: String, createdAt: Int, metadata: [JSONMember]) {
        self.id = id
        self.tag = tag
        self.createdAt = createdAt
        self.metadata = metadata
    }

    /// The JSON object.
    var document: JSONValue {
        [
            "id": .string(id), "object": "conversation", "created_at": .integer(createdAt),
            "metadata": .object(metadata),
        ]
    }

    /// Appends items; one that is there already stays where it is.
    mutating func append(_ new: [ResponseItem]) {
        for item in new where items[item.id] == nil {
            items[item.id] = item
            size += item.size
        }
    }

    /// Deletes an item.
    /// - Throws: ``APIError`` with status 404 when there is none.
    mutating func delete(_ itemID: String) throws(APIError) {
        size -= try item(itemID).size
        items[itemID] = nil
    }

    /// One item.
    /// - Throws: ``APIError`` with status 404 when there is none.
    func item(_ itemID: String) throws(APIError) -> ResponseItem {
        guard let item = items[itemID] else { throw .unknownItem(itemID, in: id) }
        return item
    }
}

extension ResponseItem {
    /// Estimated size in memory, in bytes.
    var size: Int {
        let data = parts.reduce(0) { $0 + 2 * $1.text.utf8.count + $1.dataSize + 500 }
        return 500 + data + (parts.isEmpty ? 4 * text.utf8.count + (self["result"]?.string?.utf8.count ?? 0) : 0)
    }
}

extension APIError {
    /// The error for an unknown conversation.
    static func unknownConversation(_ id: String) -> APIError {
        APIError(status: .notFound, message: "Conversation with id '\(id)' not found.")
    }

    /// The error for an unknown item of a conversation.
    static func unknownItem(_ id: String, in conversation: String) -> APIError {
        APIError(status: .notFound, message: "Item with id '\(id)' not found in conversation '\(conversation)'.")
    }
}
