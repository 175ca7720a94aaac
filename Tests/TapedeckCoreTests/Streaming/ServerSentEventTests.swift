// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct ServerSentEventTests {
    @Test func `is written as it goes over the wire`() {
        let event = ServerSentEvent(type: "response.created", data: "{}", id: "7", retry: 100)
        #expect(event.encoded() == "event: response.created\nid: 7\nretry: 100\ndata: {}\n\n")
        #expect(ServerSentEvent(data: "a\nb").encoded(lineEnd: "\r\n") == "data: a\r\ndata: b\r\n\r\n")
        #expect(ServerSentEvent(data: "").encoded() == "data: \n\n")
    }

    @Test(arguments: ["", "x", " x", "a\nb", "\n", "\n\n", "a\r\nb", "a\rb\r", "\u{2028}é😀"], ["\n", "\r\n", "\r"])
    func `is read back with line ends as new lines`(_ data: String, _ lineEnd: String) {
        let event = ServerSentEvent(type: "e", data: data, id: "1", retry: 2)
        var parser = EventStreamParser()
        let outputs = parser.push(event.encoded(lineEnd: lineEnd).utf8) + parser.finish()
        #expect(outputs.map(\.event.type) == ["e"])
        let lines = data.split(omittingEmptySubsequences: false) { $0.isNewline && $0 != "\u{2028}" }
        #expect(outputs.map(\.event.data) == [lines.joined(separator: "\n")])
    }
}
