// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// A message to a webhook: an event with its identifiers, not yet signed.
package struct WebhookMessage: Sendable, Hashable {
    /// Identifier of the message, `wh_…`, the same in each attempt to deliver it.
    package let id: String
    /// Identifier of the event, `evt_…`.
    package let event: String
    /// What happened, such as `batch.completed`.
    package let type: String
    /// Identifier of the object that the event is about.
    package let object: String
    /// Virtual time of the event, in seconds since 1970.
    package let createdAt: Int

    /// Creates a message.
    package init(id: String, event: String, type: String, object: String, createdAt: Int) {
        self.id = id
        self.event = event
        self.type = type
        self.object = object
        self.createdAt = createdAt
    }

    /// The body that is sent.
    package var document: JSONValue {
        [
            "object": "event", "id": .string(event), "type": .string(type), "created_at": .integer(createdAt),
            "data": ["id": .string(object)],
        ]
    }
}
