// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension Route {
    /// The endpoints of conversations and their items.
    static let conversations: [Route] = [
        .post("conversations") { try $0.createConversation(try await $1.json()) },
        .get("conversations/{conversation_id}") { try $0.retrieveConversation($1.id) },
        .post("conversations/{conversation_id}") { try $0.updateConversation($1.id, try await $1.json()) },
        .delete("conversations/{conversation_id}") { try $0.deleteConversation($1.id) },
        .post("conversations/{conversation_id}/items") {
            try $0.createConversationItems($1.id, try await $1.json(), $1.query)
        },
        .get("conversations/{conversation_id}/items") { try $0.listConversationItems($1.id, $1.query) },
        .get("conversations/{conversation_id}/items/{item_id}") {
            try $0.retrieveConversationItem($1.id, $1.childID, $1.query)
        },
        .delete("conversations/{conversation_id}/items/{item_id}") { try $0.deleteConversationItem($1.id, $1.childID) },
    ]
}
