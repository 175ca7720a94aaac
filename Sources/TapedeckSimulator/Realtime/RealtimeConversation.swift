// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The Realtime API over a WebSocket.
///
/// Events are answered in their order. A response takes no time, so that the same events get the same answers however fast
/// they come; only while the client does not read can it be cancelled.
struct RealtimeConversation: SocketConversation {
    /// Number of events that are sent at a time.
    private static let batchSize = 64

    let session: RealtimeSession
    /// When the session began, in seconds since 1970.
    let opened: Int
    /// The time of the next event in seconds since 1970.
    let tick: @Sendable () -> Int

    func run(_ inbox: SocketInbox, _ outbox: any SocketOutbox) async throws -> SocketClosure {
        var session = session
        try await outbox.send(session.take())
        while let message = await inbox.next() {
            let time = tick()
            guard time - opened < RealtimeSession.lifetime else {
                var events = session.events
                events.add(.realtimeSessionExpired, answering: nil)
                try await outbox.send(events.take())
                return SocketClosure(code: 1001, reason: "The session is 60 minutes old.")
            }
            let response = session.receive(message, at: time)
            try await outbox.send(session.take())
            guard let response else { continue }
            try await send(response, of: &session, inbox, outbox)
        }
        return .normal
    }

    /// Sends a response in pieces, and cancels it when the client asks for that between them.
    private func send(
        _ response: RealtimeResponse,
        of session: inout RealtimeSession,
        _ inbox: SocketInbox,
        _ outbox: any SocketOutbox
    ) async throws {
        var events = session.events
        var items = response.write(to: &events)
        var texts = events.take()[...]
        var sent: [ArraySlice<UInt8>] = []
        while !texts.isEmpty {
            let batch = Array(texts.prefix(Self.batchSize))
            try await outbox.send(batch)
            texts = texts.dropFirst(batch.count)
            sent += batch
            guard texts.count > Self.batchSize, inbox.nextAtOnce(where: RealtimeSession.isCancel) != nil else {
                continue
            }
            // Written again up to here, with the same identifiers.
            events = session.events
            items = response.write(to: &events, cancellingAfter: max(1, sent.count(where: Self.isDelta)))
            texts = events.take().dropFirst(sent.count)
        }
        session.finish(response, items, events: events)
    }

    private static func isDelta(_ text: ArraySlice<UInt8>) -> Bool {
        text.prefix(60).split(separator: UInt8(ascii: ",")).first?.suffix(7).elementsEqual(".delta\"".utf8) ?? false
    }
}
