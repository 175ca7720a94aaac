// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct ConversationTableTests {
    private var state = SimulatorState(SimulatorConfiguration())

    private func request(_ json: String = "{}") throws -> ConversationRequest {
        try ConversationRequest(RequestFields(parsing: Array(json.utf8)[...]))
    }

    @Test mutating func `names the items that are put in by the tag of the conversation`() throws {
        let conversation = try state.createConversation(
            try request(#"{"items":[{"role":"user","content":"One"}],"metadata":{"topic":"test"}}"#)
        )
        let added = try state.add(try ItemFixture.items(#"[{"role":"user","content":"Two"}]"#), to: conversation.id)
        let items = try #require(state.conversations[conversation.id]).items.all
        #expect(items.map(\.text) == ["One", "Two"])
        #expect(items.map(\.id).allSatisfy { $0.hasPrefix("msg_") && $0.hasSuffix(conversation.tag) })
        #expect(items.last?.id == added.first?.id)
    }

    @Test mutating func `gives an item with an identifier that is taken another one`() throws {
        let conversation = try state.createConversation(
            try request(
                #"{"items":[{"role":"user","content":"One","id":"msg_1"},{"role":"user","content":"Two","id":"msg_1"}]}"#
            )
        )
        let ids = conversation.items.all.map(\.id)
        #expect(ids.first == "msg_1")
        #expect(Set(ids).count == 2)
    }

    @Test mutating func `appends the items of a response, and none to a conversation that was deleted`() throws {
        let conversation = try state.createConversation(try request())
        let item = ResponseItem.userMessage("Hello").identified { "\($0)_1" }
        state.append([item], toConversation: conversation.id)
        #expect(state.conversations[conversation.id]?.items.all.map(\.id) == ["msg_1"])
        state.conversations.remove(conversation.id)
        state.append([item], toConversation: conversation.id)
        #expect(state.conversations[conversation.id] == nil)
    }

    @Test func `drops the oldest conversations beyond its limits`() {
        var table = ConversationTable(countLimit: 2, sizeLimit: 3000)
        for number in 1...3 {
            table.keep(Conversation(id: "conv_\(number)", tag: "0", createdAt: 0, metadata: []))
        }
        #expect(table.count == 2)
        #expect(table["conv_1"] == nil)
        var large = Conversation(id: "conv_4", tag: "0", createdAt: 0, metadata: [])
        let text = String(repeating: "x", count: 2000)
        large.append([ResponseItem.userMessage(text).identified { "\($0)_1" }])
        table.keep(large)
        #expect(table.count == 1)
        #expect(table["conv_4"] != nil)
    }
}
