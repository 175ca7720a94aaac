// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckServer
import TapedeckSimulator

/// The webhooks of a run, each with its sender.
final class WebhookSenders: Sendable {
    /// How long the end of a run waits for events under way.
    private static let finishLimit = Duration.seconds(4)

    private let senders = Mutex<[Webhook: WebhookSender]>([:])

    /// Makes the simulator of sessions, with the webhook of its configuration.
    /// - Throws: `CassetteError` that says what is wrong with the webhook.
    func simulator(_ configuration: SimulatorConfiguration) throws -> SimulatorMaker {
        guard let webhook = configuration.webhook else {
            return { SimulatorSession(configuration, continuing: $0) }
        }
        let sender = try senders.withLock { senders in
            if let sender = senders[webhook] { return sender }
            let sender = try WebhookSender(webhook)
            senders[webhook] = sender
            return sender
        }
        return { SimulatorSession(configuration, continuing: $0, webhook: sender.send) }
    }

    /// What became of the events so far; `nil` without a webhook.
    var report: WebhookReport? {
        let senders = senders.withLock { $0.values.sorted { $0.url < $1.url } }
        guard !senders.isEmpty else { return nil }
        var report = WebhookReport()
        for sender in senders { report.add(sender.report) }
        return report
    }

    /// Delivers what waits, within a limit.
    func finish() async {
        await withTaskGroup { group in
            for sender in senders.withLock({ Array($0.values) }) {
                group.addTask { await sender.finish(within: Self.finishLimit) }
            }
        }
    }
}
