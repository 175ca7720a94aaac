// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// What became of the events for webhooks.
package struct WebhookReport: Sendable, Hashable {
    /// Maximum number of deliveries that are listed; all are counted.
    package static let limit = 1000

    /// The number of events that were delivered.
    package private(set) var deliveredCount = 0
    /// The number of events that were not.
    package private(set) var failedCount = 0
    /// The first deliveries, in the order in which they ended.
    package private(set) var deliveries: [WebhookDelivery] = []

    /// Creates an empty report.
    package init() {}

    /// Adds a delivery that ended.
    package mutating func add(_ delivery: WebhookDelivery) {
        if delivery.isDelivered { deliveredCount += 1 } else { failedCount += 1 }
        if deliveries.count < Self.limit { deliveries.append(delivery) }
    }

    /// Adds another report.
    package mutating func add(_ other: WebhookReport) {
        deliveredCount += other.deliveredCount
        failedCount += other.failedCount
        deliveries += other.deliveries.prefix(Self.limit - deliveries.count)
    }

    /// The deliveries that failed, as far as they are listed.
    package var failures: [WebhookDelivery] { deliveries.filter { !$0.isDelivered } }

    /// The report as JSON: `delivered`, `failed` and the list `deliveries`.
    package var json: JSONValue {
        [
            "delivered": .integer(deliveredCount), "failed": .integer(failedCount),
            "deliveries": .array(deliveries.map(\.json)),
        ]
    }
}

/// The delivery of one event to a webhook.
package struct WebhookDelivery: Sendable, Hashable {
    /// The identifier in the header field `webhook-id`.
    package let id: String
    /// What happened, such as `batch.completed`.
    package let type: String
    /// Identifier of the batch, job or response.
    package let object: String
    /// The webhook's URL.
    package let url: String
    /// The number of attempts.
    package let attempts: Int
    /// The status of the last response; `nil` when there was none.
    package let status: Int?
    /// Why the event was not delivered; `nil` when it was.
    package let problem: String?

    /// Creates a delivery.
    package init(
        id: String,
        type: String,
        object: String,
        url: String,
        attempts: Int,
        status: Int?,
        problem: String?
    ) {
        self.id = id
        self.type = type
        self.object = object
        self.url = url
        self.attempts = attempts
        self.status = status
        self.problem = problem
    }

    /// Whether the webhook took the event.
    package var isDelivered: Bool { problem == nil }

    var json: JSONValue {
        [
            "id": .string(id), "type": .string(type), "object": .string(object), "url": .string(url),
            "attempts": .integer(attempts), "status": status.map(JSONValue.integer) ?? .null,
            "problem": .optional(problem),
        ]
    }
}

extension WebhookDelivery: CustomStringConvertible {
    /// The event, where it went and why it was not delivered, in a line.
    package var description: String {
        let tries = attempts == 1 ? "1 attempt" : "\(attempts) attempts"
        return "\(type) of \(object) to \(url) (\(problem ?? "delivered"); \(tries))"
    }
}
