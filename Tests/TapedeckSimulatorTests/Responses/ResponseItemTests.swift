// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct ResponseItemTests {
    @Test func `lists a string as a message of the user`() throws {
        let item = try #require(try ItemFixture.items(#""Hello""#).first)
        #expect(
            item.identified { "\($0)_1" }.document.text()
                == #"{"id":"msg_1","type":"message","status":"completed","content":[{"type":"input_text","text":"Hello"}],"role":"user"}"#
        )
        #expect([item].conversation == [ConversationMessage(role: "user", text: "Hello")])
    }

    struct Listed: Sendable, CustomTestStringConvertible {
        let sent: String
        let listed: String
        var testDescription: String { sent }
    }

    static let listed = [
        Listed(
            sent: #"{"role":"developer","content":"Be brief."}"#,
            listed:
                #"{"id":"msg_1","type":"message","status":"completed","content":[{"type":"input_text","text":"Be brief."}],"role":"developer"}"#
        ),
        Listed(
            sent: #"{"role":"assistant","phase":"final_answer","content":[{"text":"Hi","type":"output_text"}]}"#,
            listed:
                #"{"id":"msg_1","type":"message","status":"completed","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"Hi"}],"phase":"final_answer","role":"assistant"}"#
        ),
        Listed(
            sent: #"{"name":"f","type":"function_call","call_id":"call_1","arguments":"{}","id":"fc_9"}"#,
            listed:
                #"{"id":"fc_9","type":"function_call","status":"completed","arguments":"{}","call_id":"call_1","name":"f"}"#
        ),
        Listed(
            sent: #"{"output":"12 °C","type":"function_call_output","call_id":"call_1"}"#,
            listed:
                #"{"id":"fc_1","type":"function_call_output","status":"completed","call_id":"call_1","output":"12 °C"}"#
        ),
        Listed(
            sent: #"{"type":"reasoning","summary":[],"encrypted_content":"gAAAAA"}"#,
            listed: #"{"id":"rs_1","type":"reasoning","content":[],"encrypted_content":"gAAAAA","summary":[]}"#
        ),
        Listed(
            sent:
                #"{"type":"web_search_call","id":"ws_2","action":{"query":"q","type":"search"},"status":"completed"}"#,
            listed:
                #"{"id":"ws_2","type":"web_search_call","status":"completed","action":{"type":"search","query":"q"}}"#
        ),
        Listed(
            sent: #"{"type":"tool_search_output","tools":[],"call_id":"call_3"}"#,
            listed:
                #"{"id":"tso_1","type":"tool_search_output","status":"completed","call_id":"call_3","execution":"client","tools":[]}"#
        ),
        Listed(
            sent: #"{"role":"user","content":[{"type":"input_image","image_url":"https://example.com/a.png"}]}"#,
            listed:
                #"{"id":"msg_1","type":"message","status":"completed","content":[{"type":"input_image","detail":"auto","file_id":null,"image_url":"https://example.com/a.png"}],"role":"user"}"#
        ),
    ]

    @Test(arguments: listed) func `lists items with their defaults and sorted members`(_ row: Listed) throws {
        let item = try #require(try ItemFixture.items("[\(row.sent)]").first)
        #expect(item.identified { "\($0)_1" }.document.text() == row.listed)
        // What is listed can be sent again.
        #expect(ResponseItem(output: try JSONValue(parsing: Array(row.listed.utf8)))?.document.text() == row.listed)
    }

    @Test func `reads the text of files in text formats`() throws {
        let item = try #require(
            try ItemFixture.items(
                #"[{"role":"user","content":[{"type":"input_file","filename":"a.txt","file_data":"data:text/plain;base64,SGVsbG8="},{"type":"input_text","text":"Read it."}]}]"#
            )
            .first
        )
        #expect(item.text == "Hello\nRead it.")
    }

    @Test func `replaces references by stored items`() throws {
        let stored = ResponseItem.userMessage("Hello").identified { "\($0)_7" }
        let items = try ItemFixture.items(#"[{"type":"item_reference","id":"msg_7"}, {"id":"msg_7"}]"#)
        let found = try items.resolved { $0 == "msg_7" ? stored : nil }
        #expect(found.map(\.text) == ["Hello", "Hello"])
        let error = #expect(throws: APIError.self) { try items.resolved { _ in nil } }
        #expect(error?.status == .notFound)
        #expect(error?.message.hasPrefix("Item with id 'msg_7' not found.") == true)
    }
}
