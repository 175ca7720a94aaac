// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Takes the messages for a webhook, in order.
///
/// It is called under the session's lock, so it must not wait.
package typealias WebhookSink = @Sendable (WebhookMessage) -> Void

/// Turns events into messages for a webhook and hands them out.
///
/// Its identifiers are generated apart from those of responses, which are the same with and without a webhook.
struct WebhookOutbox: Sendable {
    private var identifiers: IdentifierGenerator
    private let sink: WebhookSink

    /// - Parameters:
    ///   - seed: The seed of the session.
    ///   - sink: Takes the messages.
    init(seed: UInt64, sink: @escaping WebhookSink) {
        var identifiers = IdentifierGenerator(seed: seed ^ 0x7765_6268_6F6F_6B73)
        self.identifiers = identifiers.branch()
        self.sink = sink
    }

    /// Hands out the message for an event.
    mutating func send(_ event: WebhookEvent, at time: Int) {
        let message = WebhookMessage(
            id: identifiers.webhookMessage(at: time),
            event: identifiers.webhookEvent(at: time),
            type: event.kind.rawValue,
            object: event.object,
            createdAt: time
        )
        sink(message)
    }
}

extension IdentifierGenerator {
    /// `evt_` and 32 hexadecimal digits, which begin with the time.
    mutating func webhookEvent(at time: Int) -> String { timed("evt_", at: time) }
    /// `wh_` and 32 hexadecimal digits, which begin with the time.
    mutating func webhookMessage(at time: Int) -> String { timed("wh_", at: time) }
}
