// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

struct UsageReaderTests {
    private func tokens(_ body: String, as contentType: String?) -> Int? {
        var generator = SplitMix64(seed: 7)
        var reader = UsageReader(contentType: contentType)
        for piece in Array(body.utf8).pieces(upTo: 11, using: &generator) { reader.push(Array(piece)) }
        return reader.finish()
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let contentType: String?
        let body: String
        let tokens: Int?
        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "a document",
            contentType: "application/json; charset=utf-8",
            body: #"{"usage":{"prompt_tokens":3,"total_tokens":12}}"#,
            tokens: 12
        ),
        Case(name: "a document without usage", contentType: "application/json", body: "{}", tokens: nil),
        Case(name: "usage of null", contentType: "application/json", body: #"{"usage":null}"#, tokens: nil),
        Case(
            name: "a document cut short",
            contentType: "application/json",
            body: #"{"usage":{"total_tokens":1"#,
            tokens: nil
        ),
        Case(
            name: "another content type",
            contentType: "text/plain",
            body: #"{"usage":{"total_tokens":1}}"#,
            tokens: nil
        ),
        Case(name: "no content type", contentType: nil, body: #"{"usage":{"total_tokens":1}}"#, tokens: nil),
        Case(
            name: "a chat stream",
            contentType: "text/event-stream",
            body: "data: {\"usage\":null}\n\ndata: {\"usage\":{\"total_tokens\":7}}\n\ndata: [DONE]\n\n",
            tokens: 7
        ),
        Case(
            name: "a stream that says it twice",
            contentType: "Text/Event-Stream",
            body: "data: {\"usage\":{\"total_tokens\":7}}\n\ndata: {\"usage\":{\"total_tokens\":9}}\n\n",
            tokens: 9
        ),
        Case(
            name: "a responses stream",
            contentType: "text/event-stream",
            body: "event: response.completed\ndata: {\"response\":{\"usage\":{\"total_tokens\":5}}}\r\n\r\n",
            tokens: 5
        ),
        Case(
            name: "a stream that ends in a carriage return",
            contentType: "text/event-stream",
            body: "data: {\"usage\":{\"total_tokens\":5}}\r\r",
            tokens: 5
        ),
    ]

    @Test(arguments: cases)
    func `finds the tokens of an answer`(_ row: Case) {
        #expect(tokens(row.body, as: row.contentType) == row.tokens)
    }

    @Test func `finds the tokens of a document of any size`() {
        var reader = UsageReader(contentType: "application/json")
        reader.push(Array(#"{"usage":{"total_tokens":5},"x":""#.utf8))
        for _ in 0..<5 { reader.push([UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)) }
        reader.push(Array(#""}"#.utf8))
        #expect(reader.finish() == 5)
    }
}
