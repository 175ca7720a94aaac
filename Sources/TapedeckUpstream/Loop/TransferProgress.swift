// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// How far a transfer has come, to tell when it has waited too long.
struct TransferProgress {
    /// The time-outs that end a transfer.
    enum Limit: Sendable, Hashable {
        /// No connection stood in time; libcurl watches this one.
        case connecting
        /// No response head came in time.
        case firstByte
        /// The upstream took no more of the request body.
        case sending
        /// The upstream sent no more of the response body.
        case receiving
    }

    private enum Phase {
        case sending
        case awaitingHead
        case receiving
    }

    private let timeouts: UpstreamTimeouts
    private let started: ContinuousClock.Instant
    private var phase: Phase
    private var since: ContinuousClock.Instant
    private var isHeld = false

    /// Begins to watch a transfer.
    /// - Parameters:
    ///   - timeouts: How long to wait for what.
    ///   - isSending: Whether a body is sent piece by piece.
    ///   - now: The present.
    init(timeouts: UpstreamTimeouts, isSending: Bool, now: ContinuousClock.Instant) {
        self.timeouts = timeouts
        self.started = now
        self.phase = isSending ? .sending : .awaitingHead
        self.since = now
    }

    /// Notes that a piece of the request body was handed over.
    mutating func didSend(isLast: Bool, now: ContinuousClock.Instant) {
        guard phase == .sending else { return }
        if isLast { phase = .awaitingHead }
        isHeld = false
        since = now
    }

    /// Notes that the response head arrived; from here on the response is what counts.
    mutating func didReceiveHead(now: ContinuousClock.Instant) {
        phase = .receiving
        isHeld = false
        since = now
    }

    /// Notes that body bytes arrived.
    mutating func didReceive(now: ContinuousClock.Instant) {
        since = now
    }

    /// Notes that the transfer waits for our own side: a request body still to come, or room for the response.
    mutating func holdSending() {
        if phase == .sending { isHeld = true }
    }

    /// Notes that the transfer waits for our own side to take the response.
    mutating func holdReceiving() {
        if phase == .receiving { isHeld = true }
    }

    /// Notes that our own side is ready again.
    mutating func release(now: ContinuousClock.Instant) {
        isHeld = false
        since = now
    }

    /// The moment at which the transfer will have waited too long, if nothing happens.
    var deadline: ContinuousClock.Instant? {
        isHeld ? nil : since.advanced(by: phase == .awaitingHead ? timeouts.firstByte : timeouts.idle)
    }

    /// Tells which time-out has run out.
    ///
    /// The time it took to connect does not count, and libcurl itself ends a transfer that does not get connected.
    /// - Parameters:
    ///   - now: The present.
    ///   - connectTime: The time from the start to the connection, if it stands.
    /// - Returns: The time-out, if one has run out.
    mutating func expired(now: ContinuousClock.Instant, connectTime: Duration?) -> Limit? {
        guard let deadline, deadline <= now else { return nil }
        guard let connectTime else {
            since = now
            return nil
        }
        since = max(since, started.advanced(by: connectTime))
        guard let deadline = self.deadline, deadline <= now else { return nil }
        switch phase {
        case .sending: return .sending
        case .awaitingHead: return .firstByte
        case .receiving: return .receiving
        }
    }
}
