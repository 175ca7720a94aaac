// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The conversations of a session, limited in number and size; the oldest are dropped first.
struct ConversationTable: Sendable {
    private let countLimit: Int
    private let sizeLimit: Int
    private var table = OrderedTable<Conversation>()
    private var size = 0

    /// - Parameters:
    ///   - countLimit: Maximum number of conversations.
    ///   - sizeLimit: Maximum estimated size of their items, in bytes.
    init(countLimit: Int = 20_000, sizeLimit: Int = 128 << 20) {
        self.countLimit = countLimit
        self.sizeLimit = sizeLimit
    }

    /// The number of conversations.
    var count: Int { table.count }

    /// The conversation with this identifier.
    subscript(id: String) -> Conversation? { table[id] }

    /// A conversation.
    /// - Throws: ``APIError`` with status 404 when there is none.
    func conversation(_ id: String) throws(APIError) -> Conversation {
        guard let conversation = table[id] else { throw .unknownConversation(id) }
        return conversation
    }

    /// Adds a conversation, or replaces it by a changed one.
    mutating func keep(_ conversation: Conversation) {
        size += conversation.size - (table[conversation.id]?.size ?? 0)
        table[conversation.id] = conversation
        while count > 1, count > countLimit || size > sizeLimit, let oldest = oldest(besides: conversation.id) {
            remove(oldest)
        }
    }

    /// Removes a conversation with its items.
    mutating func remove(_ id: String) {
        size -= table[id]?.size ?? 0
        table[id] = nil
    }

    private func oldest(besides id: String) -> String? {
        table.page(after: nil, limit: 2, isAscending: true)?.values.first { $0.id != id }?.id
    }
}

extension SimulatorState {
    /// Creates a conversation with its first items.
    mutating func createConversation(_ request: ConversationRequest) throws(APIError) -> Conversation {
        clock.tick()
        let (id, tag) = identifiers.conversation(at: now)
        var conversation = Conversation(id: id, tag: tag, createdAt: now, metadata: request.metadata)
        conversation.append(try identified(request.items, for: conversation))
        conversations.keep(conversation)
        return conversation
    }

    /// Puts items into a conversation.
    /// - Returns: The items with their identifiers.
    mutating func add(_ items: [ResponseItem], to id: String) throws(APIError) -> [ResponseItem] {
        clock.tick()
        var conversation = try conversations.conversation(id)
        let new = try identified(items, for: conversation)
        conversation.append(new)
        conversations.keep(conversation)
        return new
    }

    /// Appends the input and output of a response made in a conversation; they have the identifiers of the response.
    ///
    /// Nothing happens when the conversation was deleted meanwhile.
    mutating func append(_ items: [ResponseItem], toConversation id: String) {
        guard var conversation = conversations[id] else { return }
        conversation.append(items)
        conversations.keep(conversation)
    }

    /// Items with the identifiers of a conversation's items; a name that is taken is replaced.
    private mutating func identified(
        _ items: [ResponseItem],
        for conversation: Conversation
    ) throws(APIError) -> [ResponseItem] {
        var taken: Set<String> = []
        let resolved = try items.resolved { conversation.items[$0] }
        return resolved.map { item in
            var item = item
            if conversation.items[item.id] != nil || taken.contains(item.id) { item.id = "" }
            item = item.identified { prefix in
                identifiers.conversationItem(prefix, tag: conversation.tag, at: now)
            }
            taken.insert(item.id)
            return item
        }
    }
}
