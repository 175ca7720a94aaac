// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Synchronization
import TapedeckCore
import TapedeckServer
import TapedeckSimulator
import TapedeckUpstream

/// Delivers the events of sessions to one webhook, in their order and apart from the sessions' requests.
///
/// An event is tried again when the webhook cannot be reached or its server fails; the events behind it wait.
final class WebhookSender: Sendable {
    /// Pauses before further attempts.
    private static let pauses: [Duration] = [.milliseconds(200), .milliseconds(500), .seconds(1), .seconds(2)]
    /// Maximum number of events that wait.
    private static let waitingLimit = 10_000
    /// Maximum length of a response that is read, in bytes.
    private static let responseLimit = 64 << 10

    private struct State {
        /// The events that are not yet delivered, in order; the first is under way.
        var waiting: [WebhookMessage] = []
        var report = WebhookReport()
        var worker: Task<Void, Never>?
    }

    let url: String
    private let address: WebhookAddress
    private let signer: WebhookSigner
    private let client: CurlUpstream
    private let state = Mutex(State())
    private let wake: AsyncStream<Void>.Continuation

    /// Starts a sender.
    /// - Throws: `CassetteError` that says what is wrong with URL or secret.
    init(_ webhook: Webhook) throws(CassetteError) {
        url = webhook.url
        address = try WebhookAddress(webhook.url)
        do throws(InvalidWebhookSecret) {
            signer = try WebhookSigner(secret: webhook.secret)
        } catch {
            throw CassetteError(code: .invalidArgument, message: "Cannot use the webhook: \(error).")
        }
        client = CurlUpstream(
            configuration: UpstreamConfiguration(
                baseURL: address.base,
                timeouts: UpstreamTimeouts(connecting: .seconds(5), firstByte: .seconds(5), idle: .seconds(5))
            )
        )
        let (wakes, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.wake = wake
        let worker = Task { for await _ in wakes { await deliverWaiting() } }
        state.withLock { $0.worker = worker }
    }

    /// What became of the events so far.
    var report: WebhookReport { state.withLock(\.report) }

    /// Takes an event, without waiting for its delivery.
    func send(_ message: WebhookMessage) {
        state.withLock { state in
            if state.waiting.count < Self.waitingLimit {
                state.waiting.append(message)
            } else {
                state.report.add(delivery(of: message, problem: "\(Self.waitingLimit) events were waiting already"))
            }
        }
        wake.yield()
    }

    /// Delivers what waits and ends; what takes longer than the limit counts as not delivered.
    func finish(within limit: Duration) async {
        wake.finish()
        guard let worker = state.withLock(\.worker) else { return }
        let deadline = Task {
            try await Task.sleep(for: limit)
            worker.cancel()
        }
        await worker.value
        deadline.cancel()
        state.withLock { state in
            for message in state.waiting {
                state.report.add(delivery(of: message, problem: "the run ended before"))
            }
            state.waiting = []
        }
        await client.shutdown()
    }

    private func deliverWaiting() async {
        while let message = state.withLock(\.waiting.first) {
            guard let delivery = await deliver(message) else { return }
            state.withLock { state in
                state.waiting.removeFirst()
                state.report.add(delivery)
            }
        }
    }

    /// Delivers an event, in several attempts if need be.
    /// - Returns: What became of it; `nil` when the sender ends first.
    private func deliver(_ message: WebhookMessage) async -> WebhookDelivery? {
        let body = Array(message.document.text().utf8)
        var last = Attempt(status: nil, problem: nil)
        for attempt in 0...Self.pauses.count {
            if attempt > 0 { try? await Task.sleep(for: Self.pauses[attempt - 1]) }
            if Task.isCancelled { return nil }
            last = await self.attempt(message, body)
            if Task.isCancelled, last.problem != nil { return nil }
            if !last.mayRepeat || attempt == Self.pauses.count {
                return delivery(of: message, attempts: attempt + 1, status: last.status, problem: last.problem)
            }
        }
        return nil
    }

    private func attempt(_ message: WebhookMessage, _ body: [UInt8]) async -> Attempt {
        let request = HTTPRequest(
            method: .post,
            scheme: nil,
            authority: nil,
            path: address.path,
            headerFields: signer.fields(of: body, id: message.id, at: Int(Date().timeIntervalSince1970))
        )
        do {
            let response = try await client.send(request, body: Body(body))
            let status = response.head.status.code
            var length = 0
            for try await chunk in response.chunks where length <= Self.responseLimit { length += chunk.bytes.count }
            return Attempt(status: status, problem: (200..<300).contains(status) ? nil : "it answered with \(status)")
        } catch {
            return Attempt(status: nil, problem: "\(error)")
        }
    }

    private func delivery(
        of message: WebhookMessage,
        attempts: Int = 0,
        status: Int? = nil,
        problem: String?
    ) -> WebhookDelivery {
        WebhookDelivery(
            id: message.id,
            type: message.type,
            object: message.object,
            url: url,
            attempts: attempts,
            status: status,
            problem: problem
        )
    }
}

/// An attempt to deliver an event.
private struct Attempt {
    let status: Int?
    /// Why the webhook did not take the event; `nil` when it did.
    let problem: String?

    /// Whether another attempt may succeed: the webhook cannot be reached, or its server fails.
    var mayRepeat: Bool { problem != nil && status.map { $0 >= 500 } ?? true }
}
