// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
import TapedeckCore
import Testing

@testable import TapedeckSimulator

@Suite(.timeLimit(.minutes(1))) struct ResponsesConversationTests {
    /// Sends messages to a conversation whose responses echo the input in three events, and returns what it sends.
    private func answers(_ messages: [String], age: Int = 0) async throws -> (texts: [String], end: SocketClosure) {
        let conversation = ResponsesConversation(opened: 0, now: { age }) { body in
            let input = try JSONValue(parsing: body)["input"]?.string ?? ""
            guard input != "bad" else {
                let error: JSONValue = ["error": ["message": "No.", "type": "t", "param": nil, "code": "c"]]
                return ServedResponse(status: .badRequest, fields: [:], body: Body(Array(error.text().utf8)))
            }
            let events = (0..<3).map { "event: e\ndata: {\"type\":\"e\",\"input\":\"\(input)\($0)\"}\n\n" }
            return ServedResponse(fields: [:], body: Body(Array(events.joined().utf8)))
        }
        let inbox = SocketInbox()
        for message in messages { _ = inbox.add(Array(message.utf8)) }
        inbox.finish()
        let outbox = TextList()
        let end = try await conversation.run(inbox, outbox)
        return (outbox.texts, end)
    }

    private func create(_ input: String, lane: String? = nil) -> String {
        let lane = lane.map { #","stream_id":"\#($0)""# } ?? ""
        return #"{"type":"response.create","input":"\#(input)"\#(lane)}"#
    }

    @Test func `each event of a response is a message`() async throws {
        let (texts, end) = try await answers([create("a"), create("b")])
        #expect(texts == ["a", "b"].flatMap { input in (0..<3).map { #"{"type":"e","input":"\#(input)\#($0)"}"# } })
        #expect(end == .normal)
    }

    @Test func `an error is a message too, and the conversation goes on`() async throws {
        let (texts, _) = try await answers([create("bad"), create("a")])
        #expect(
            texts[0] == #"{"type":"error","status":400,"error":{"type":"t","code":"c","message":"No.","param":null}}"#
        )
        #expect(texts.count == 4)
    }

    @Test func `events name their lane, and each lane is in order`() async throws {
        let (texts, _) = try await answers((0..<9).map { create("\($0)-", lane: "l\($0 % 3)") })
        for lane in 0..<3 {
            let own = texts.filter { $0.hasSuffix(#","stream_id":"l\#(lane)"}"#) }
            #expect(
                own.map { $0.contains("\(lane)-") } == Array(repeating: true, count: 3)
                    + Array(repeating: false, count: 6)
            )
        }
        #expect(texts.count == 27)
    }

    @Test func `a response that is not stored can be continued while the connection lasts`() async throws {
        let memory = ResponsesSocketMemory()
        let end = #"{"type":"response.completed","response":{"id":"resp_1","output":[{"type":"message"}]}}"#
        memory.keep(ArraySlice(end.utf8), after: [["role": "user"]])
        #expect(memory.items(of: "resp_1") == [["role": "user"], ["type": "message"]])
        for _ in 0..<4 { memory.keep(ArraySlice(end.replacing("resp_1", with: "resp_2").utf8), after: []) }
        #expect(memory.items(of: "resp_1") == nil)
        memory.keep([], after: [])
        #expect(memory.items(of: "resp_2") != nil)
    }

    @Test func `a connection lasts an hour`() async throws {
        let (texts, end) = try await answers([create("a"), create("b")], age: 3600)
        #expect(texts.count == 1 && texts[0].contains("websocket_connection_limit_reached"))
        #expect(end.code == 1001)
    }
}

/// Keeps what is sent.
private final class TextList: SocketOutbox {
    private let list = Mutex<[String]>([])

    var texts: [String] { list.withLock { $0 } }

    func send(_ texts: [ArraySlice<UInt8>]) async throws {
        list.withLock { $0 += texts.map { String(decoding: $0, as: UTF8.self) } }
    }
}
