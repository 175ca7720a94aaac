// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct WebhookEventTests {
    @Test func `hands out events in order, with the session's time where they name none`() {
        let inbox = Inbox()
        let simulator = Simulator(webhook: inbox.add)
        simulator.withState { state in
            state.announce(WebhookEvent(.jobSucceeded, of: "ftjob-a", at: 5))
            state.announce(WebhookEvent(.batchExpired, of: "batch_b"))
        }
        #expect(inbox.messages.map(\.type) == ["fine_tuning.job.succeeded", "batch.expired"])
        #expect(inbox.messages.map(\.createdAt) == [5, SimulatorClock.start])
    }

    @Test func `writes the service's members in their order`() throws {
        let inbox = Inbox()
        Simulator(webhook: inbox.add).withState { $0.announce(WebhookEvent(.batchFailed, of: "batch_b", at: 7)) }
        let message = try #require(inbox.messages.first)
        #expect(
            message.document.text() == #"{"object":"event","id":"\#(message.event)","type":"batch.failed","#
                + #""created_at":7,"data":{"id":"batch_b"}}"#
        )
        #expect(message.id.hasPrefix("wh_00000007") && message.id.utf8.count == 35)
        #expect(message.event.hasPrefix("evt_00000007") && message.event.utf8.count == 36)
    }

    @Test func `changes no identifier of the session`() {
        let quiet = Simulator().withState { state in
            state.announce(WebhookEvent(.batchFailed, of: "batch_b"))
            return state.identifiers.request()
        }
        let heard = Simulator(webhook: { _ in }).withState { state in
            state.announce(WebhookEvent(.batchFailed, of: "batch_b"))
            return state.identifiers.request()
        }
        #expect(quiet == heard)
    }
}

/// Keeps the messages it is handed.
private final class Inbox: Sendable {
    private let kept = Mutex<[WebhookMessage]>([])

    var messages: [WebhookMessage] { kept.withLock(\.self) }

    func add(_ message: WebhookMessage) { kept.withLock { $0.append(message) } }
}
