// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore
import TapedeckModels
import Testing

@testable import TapedeckSimulator

@Suite(.timeLimit(.minutes(1))) struct RealtimeConversationTests {
    private func conversation(at time: Int = 0) throws -> RealtimeConversation {
        let base = try #require(OpenAIModel.named("gpt-realtime"))
        let session = RealtimeSession(
            RealtimeConfiguration(model: base.id),
            writer: RealtimeWriter(model: LanguageModel(id: base.id, base: base, writer: LongAnswer())),
            events: RealtimeEvents(identifiers: IdentifierGenerator(seed: 1), time: 0)
        )
        return RealtimeConversation(session: session, opened: 0) { time }
    }

    @Test func `a session lasts an hour`() async throws {
        let inbox = SocketInbox()
        _ = inbox.add(Array("{}".utf8))
        let outbox = EventList()
        let end = try await conversation(at: 3600).run(inbox, outbox)
        #expect(outbox.types == ["session.created", "error"] && end.code == 1001)
        #expect(outbox.texts.last?.contains("session_expired") == true)
    }

    @Test func `a client that falls behind can cancel the response`() async throws {
        let inbox = SocketInbox()
        let create = #"{"type":"response.create","response":{"output_modalities":["text"]}}"#
        _ = inbox.add(Array(create.utf8))
        let outbox = EventList { sent in
            // While the first part of the response is sent.
            guard sent == 3 else { return }
            _ = inbox.add(Array(#"{"type":"response.cancel"}"#.utf8))
            _ = inbox.add(Array(create.utf8))
            inbox.finish()
        }
        #expect(try await conversation().run(inbox, outbox) == .normal)
        #expect(outbox.texts.count { $0.contains(#""status":"cancelled""#) } == 1)
        #expect(outbox.types.count { $0 == "response.done" } == 2)
        #expect(!outbox.types.contains("error"))
        #expect(Set(outbox.identifiers).count == outbox.identifiers.count)
    }
}

/// Answers with many tokens.
private struct LongAnswer: TextWriter {
    func reply(to messages: [ConversationMessage], variety: UInt64) -> String {
        String(repeating: "one two three four five ", count: 100)
    }
}

/// Keeps the events that are sent.
private final class EventList: SocketOutbox {
    private let list = Mutex<(texts: [String], sent: Int)>(([], 0))
    private let onSend: @Sendable (_ sent: Int) -> Void

    init(onSend: @escaping @Sendable (_ sent: Int) -> Void = { _ in }) {
        self.onSend = onSend
    }

    var texts: [String] { list.withLock { $0.texts } }
    var types: [String] { texts.compactMap { (try? JSONValue(parsing: Array($0.utf8)))?["type"]?.string } }
    var identifiers: [String] { texts.compactMap { (try? JSONValue(parsing: Array($0.utf8)))?["event_id"]?.string } }

    func send(_ texts: [ArraySlice<UInt8>]) async throws {
        let sent = list.withLock { list in
            list.texts += texts.map { String(decoding: $0, as: UTF8.self) }
            list.sent += 1
            return list.sent
        }
        onSend(sent)
    }
}
