// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels
import Testing

@testable import TapedeckSimulator

struct RealtimeSessionTests {
    private var session: RealtimeSession

    init() throws {
        let base = try #require(OpenAIModel.named("gpt-realtime"))
        session = RealtimeSession(
            RealtimeConfiguration(model: "gpt-realtime"),
            writer: RealtimeWriter(model: LanguageModel(id: base.id, base: base, writer: SummaryWriter.base)),
            events: RealtimeEvents(identifiers: IdentifierGenerator(seed: 1), time: 1_767_603_600)
        )
        _ = session.take()
    }

    /// Sends an event, and returns the events that answer it, with those of a response.
    private mutating func events(
        _ message: String,
        cancellingAfter limit: Int? = nil
    ) throws -> [JSONValue] {
        let response = session.receive(Array(message.utf8), at: 1_767_603_600)
        var texts = session.take()
        if let response {
            var events = session.events
            let items = response.write(to: &events, cancellingAfter: limit)
            texts += events.take()
            session.finish(response, items, events: events)
        }
        return try texts.map { try JSONValue(parsing: $0) }
    }

    private mutating func types(_ message: String) throws -> [String] {
        try events(message).compactMap { $0["type"]?.string }
    }

    private func item(_ text: String, id: String = "a") -> String {
        #"{"type":"conversation.item.create","item":{"id":"\#(id)","type":"message","role":"user","#
            + #""content":[{"type":"input_text","text":"\#(text)"}]}}"#
    }

    private let inText = #"{"type":"session.update","session":{"type":"realtime","output_modalities":["text"]}}"#

    @Test mutating func `a turn of text has the recorded order of events`() throws {
        #expect(try types(inText) == ["session.updated"])
        #expect(
            try types(item("Name the capital of France.")) == ["conversation.item.added", "conversation.item.done"]
        )
        let found = try types(#"{"type":"response.create"}"#).filter { $0 != "response.output_text.delta" }
        #expect(
            found == [
                "response.created", "response.output_item.added", "conversation.item.added",
                "response.content_part.added", "response.output_text.done", "response.content_part.done",
                "conversation.item.done", "response.output_item.done", "response.done", "rate_limits.updated",
            ]
        )
    }

    @Test mutating func `deltas make up the text, and are padded to a multiple of 16 characters`() throws {
        _ = try events(inText)
        _ = try events(item("Tell me about the sea and its tides."))
        let answer = try events(#"{"type":"response.create"}"#)
        let deltas = answer.filter { $0["type"]?.string == "response.output_text.delta" }
        let text = answer.first { $0["type"]?.string == "response.output_text.done" }?["text"]?.string
        #expect(deltas.compactMap { $0["delta"]?.string }.joined() == text)
        for delta in deltas {
            let parts = [delta["delta"]?.string ?? "", delta["obfuscation"]?.string ?? "-"]
            #expect(parts.reduce(0) { $0 + $1.unicodeScalars.count } % 16 == 0)
        }
    }

    @Test mutating func `a cancelled response begins like the whole one`() throws {
        _ = try events(inText)
        _ = try events(item("Tell me about the sea and its tides."))
        var other = self
        let whole = try other.events(#"{"type":"response.create"}"#)
        let cancelled = try events(#"{"type":"response.create"}"#, cancellingAfter: 2)
        let last = try #require(cancelled.lastIndex { $0["type"]?.string == "response.output_text.delta" })
        #expect(cancelled[...last] == whole[...last])
        let response = cancelled.dropLast().last?["response"]
        #expect(response?["status"] == "cancelled")
        #expect(response?["status_details"] == ["type": "cancelled", "reason": "client_cancelled"])
        #expect(response?["output"]?.elements?.first?["status"] == "incomplete")
    }

    @Test mutating func `a function is called, and its output leads to an answer`() throws {
        _ = try events(
            #"{"type":"session.update","session":{"type":"realtime","output_modalities":["text"],"tools":[{"type":"#
                + #""function","name":"get_weather","description":"The weather of a city.","parameters":{"type":"#
                + #""object","properties":{"city":{"type":"string"}},"required":["city"]}}],"tool_choice":"required"}}"#
        )
        _ = try events(item("What is the weather in Paris?"))
        let answer = try events(#"{"type":"response.create"}"#)
        let done = try #require(answer.first { $0["type"]?.string == "response.function_call_arguments.done" })
        #expect(done["arguments"] == #"{"city":"Paris"}"#)
        let id = try #require(done["call_id"]?.string)
        #expect(
            try types(
                #"{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"\#(id)","#
                    + #""output":"{\"sky\":\"clear\"}"}}"#
            ) == ["conversation.item.added", "conversation.item.done"]
        )
        let second = try events(#"{"type":"response.create","response":{"tool_choice":"none"}}"#)
        let text = second.first { $0["type"]?.string == "response.output_text.done" }?["text"]?.string
        #expect(text?.contains("clear") == true)
    }

    @Test mutating func `items are found, put in places and deleted`() throws {
        _ = try events(item("one", id: "a"))
        _ = try events(item("two", id: "b"))
        let first = String(item("three", id: "c").dropLast()) + #","previous_item_id":"root"}"#
        #expect(try events(first)[0]["previous_item_id"] == .null)
        let between = String(item("four", id: "d").dropLast()) + #","previous_item_id":"a"}"#
        #expect(try events(between)[0]["previous_item_id"] == "a")
        let found = try events(#"{"type":"conversation.item.retrieve","item_id":"d"}"#)
        #expect(found[0]["item"]?["content"]?.elements?.first?["text"] == "four")
        #expect(try types(#"{"type":"conversation.item.delete","item_id":"d"}"#) == ["conversation.item.deleted"])
        let error = try events(#"{"type":"conversation.item.delete","item_id":"d","event_id":"mine"}"#)[0]["error"]
        #expect(error?["code"] == "item_delete_invalid_item_id" && error?["event_id"] == "mine")
    }

    @Test mutating func `a response apart from the conversation leaves it as it is`() throws {
        _ = try events(inText)
        _ = try events(item("one"))
        let answer = try events(#"{"type":"response.create","response":{"conversation":"none","metadata":{"a":"b"}}}"#)
        #expect(!answer.contains { $0["type"]?.string?.hasPrefix("conversation.") == true })
        #expect(answer[0]["response"]?["conversation_id"] == .null && answer[0]["response"]?["metadata"] == ["a": "b"])
        #expect(try events(item("two", id: "b"))[0]["previous_item_id"] == "a")
    }

    @Test mutating func `a limit of tokens leaves the response incomplete`() throws {
        _ = try events(inText)
        _ = try events(item("Tell me about the sea and its tides."))
        let answer = try events(#"{"type":"response.create","response":{"max_output_tokens":3}}"#)
        let response = answer.dropLast().last?["response"]
        #expect(response?["status"] == "incomplete" && response?["status_details"]?["reason"] == "max_output_tokens")
        #expect(response?["usage"]?["output_tokens"] == 3)
    }

    @Test(arguments: [
        ("{", "invalid_json"), ("[]", "invalid_json"), ("{}", "invalid_event"), (#"{"type":"x"}"#, "invalid_value"),
        (#"{"type":"session.update"}"#, "missing_required_parameter"),
        (#"{"type":"session.update","session":{}}"#, "missing_required_parameter"),
        (#"{"type":"session.update","session":{"type":"transcription"}}"#, "not_simulated"),
        (#"{"type":"session.update","session":{"type":"realtime","nonsense":1}}"#, "unknown_parameter"),
        (
            #"{"type":"session.update","session":{"type":"realtime","output_modalities":["text","audio"]}}"#,
            "invalid_value"
        ),
        (#"{"type":"session.update","session":{"type":"realtime","tools":[{"type":"mcp"}]}}"#, "not_simulated"),
        (#"{"type":"session.update","session":{"type":"realtime","tool_choice":"required"}}"#, "invalid_value"),
        (#"{"type":"response.create"}"#, "not_simulated"),
        (#"{"type":"response.cancel"}"#, "response_cancel_not_active"),
        (#"{"type":"input_audio_buffer.append","audio":"AAAA"}"#, "not_simulated"),
        (#"{"type":"input_audio_buffer.commit"}"#, "input_audio_buffer_commit_empty"),
        (#"{"type":"conversation.item.retrieve","item_id":"x"}"#, "item_retrieve_invalid_item_id"),
        (#"{"type":"conversation.item.truncate","item_id":"x"}"#, "item_truncate_invalid_item_id"),
        (
            #"{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"x","output":""}}"#,
            "invalid_tool_call_id"
        ),
        (
            #"{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_audio"}]}}"#,
            "not_simulated"
        ),
    ])
    mutating func `an error is an event, and the session goes on`(message: String, code: String) throws {
        let answer = try events(message)
        #expect(answer.count == 1 && answer[0]["type"] == "error")
        #expect(answer[0]["error"]?["code"]?.string == code)
        #expect(try types(inText) == ["session.updated"])
    }

    @Test mutating func `settings that are given change, and null turns some off`() throws {
        let answer = try events(
            #"{"type":"session.update","session":{"type":"realtime","instructions":"Hi","max_output_tokens":9,"audio":"#
                + #"{"input":{"turn_detection":null,"transcription":{"model":"whisper-1"}},"output":{"voice":"ash"}}}}"#
        )
        let shown = answer[0]["session"]
        #expect(shown?["instructions"] == "Hi" && shown?["max_output_tokens"] == 9)
        #expect(shown?["audio"]?["input"]?["turn_detection"] == .null)
        #expect(
            shown?["audio"]?["input"]?["transcription"] == ["model": "whisper-1", "language": nil, "prompt": nil]
        )
        #expect(shown?["audio"]?["output"]?["voice"] == "ash" && shown?["output_modalities"] == ["audio"])
    }
}
