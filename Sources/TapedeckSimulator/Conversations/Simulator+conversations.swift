// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Simulator {
    func createConversation(_ fields: RequestFields) throws(APIError) -> ServedResponse {
        let request = try ConversationRequest(fields)
        let conversation = try withState { state throws(APIError) in try state.createConversation(request) }
        return .json(conversation.document, .indented)
    }

    func retrieveConversation(_ id: String) throws(APIError) -> ServedResponse {
        .json(try conversation(id).document, .indented)
    }

    /// Replaces the metadata of a conversation.
    func updateConversation(_ id: String, _ fields: RequestFields) throws(APIError) -> ServedResponse {
        try fields.allow(only: ["metadata"])
        _ = try fields.required("metadata")
        let metadata = try fields.metadata() ?? []
        let conversation = try withState { state throws(APIError) in
            state.clock.tick()
            var conversation = try state.conversations.conversation(id)
            conversation.metadata = metadata
            state.conversations.keep(conversation)
            return conversation
        }
        return .json(conversation.document, .indented)
    }

    /// Deletes a conversation with its items.
    func deleteConversation(_ id: String) throws(APIError) -> ServedResponse {
        try withState { state throws(APIError) in
            state.clock.tick()
            _ = try state.conversations.conversation(id)
            state.conversations.remove(id)
        }
        return .json(["id": .string(id), "object": "conversation.deleted", "deleted": true], .indented)
    }

    func createConversationItems(
        _ id: String,
        _ fields: RequestFields,
        _ query: ListQuery
    ) throws(APIError) -> ServedResponse {
        let inclusion = try ItemInclusion(query)
        try fields.allow(only: ["items"])
        _ = try fields.required("items")
        let items = try ConversationRequest.items(fields)
        let new = try withState { state throws(APIError) in try state.add(items, to: id) }
        return .json(.itemList(new, hasMore: false, inclusion), .indented)
    }

    func listConversationItems(_ id: String, _ query: ListQuery) throws(APIError) -> ServedResponse {
        let conversation = try conversation(id)
        let page = try conversation.items.page(query) { .unknownItem($0, in: id) }
        return .json(page, .indented)
    }

    func retrieveConversationItem(
        _ id: String,
        _ itemID: String,
        _ query: ListQuery
    ) throws(APIError) -> ServedResponse {
        let inclusion = try ItemInclusion(query)
        return .json(try conversation(id).item(itemID).document(including: inclusion), .indented)
    }

    /// Deletes an item; the response is the conversation.
    func deleteConversationItem(_ id: String, _ itemID: String) throws(APIError) -> ServedResponse {
        let conversation = try withState { state throws(APIError) in
            state.clock.tick()
            var conversation = try state.conversations.conversation(id)
            try conversation.delete(itemID)
            state.conversations.keep(conversation)
            return conversation
        }
        return .json(conversation.document, .indented)
    }

    private func conversation(_ id: String) throws(APIError) -> Conversation {
        try withState { state throws(APIError) in try state.conversations.conversation(id) }
    }
}

extension OrderedTable<ResponseItem> {
    /// A page of a list of items, by `limit`, `order`, `after` and `include`; the newest first by default.
    /// - Parameters:
    ///   - query: The query.
    ///   - unknown: Makes the error for an `after` that names no item.
    /// - Returns: The list.
    /// - Throws: ``APIError`` for a bad query.
    func page(_ query: ListQuery, unknown: (String) -> APIError) throws(APIError) -> JSONValue {
        let inclusion = try ItemInclusion(query)
        let limit = try query.limit(default: 20, in: 1...100)
        let isAscending = try query.isAscending()
        guard let page = page(after: query.after, limit: limit, isAscending: isAscending) else {
            throw unknown(query.after ?? "")
        }
        return .itemList(page.values, hasMore: page.hasMore, inclusion)
    }
}

extension JSONValue {
    /// A list of items.
    static func itemList(_ items: [ResponseItem], hasMore: Bool, _ inclusion: ItemInclusion) -> JSONValue {
        [
            "object": "list", "data": .array(items.map { $0.document(including: inclusion) }),
            "first_id": .optional(items.first?.id), "has_more": .bool(hasMore),
            "last_id": .optional(items.last?.id),
        ]
    }
}
