// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckCassettes

struct SearchTextTests {
    private func finds(_ words: String..., in body: String) -> Bool {
        var text = SearchText()
        text.append(body: Array(body.utf8))
        return SearchWords(words).areAll(in: text)
    }

    @Test func `finds words of strings in any case`() {
        let body = #"{"messages":[{"role":"user","content":"Hello World"}]}"#
        #expect(finds("hello", in: body))
        #expect(finds("WORLD", "hell", in: body))
        #expect(!finds("hello", "moon", in: body))
    }

    @Test func `passes over the names of members`() {
        #expect(!finds("content", in: #"{"content" : "Hello"}"#))
        #expect(finds("content", in: #"{"a":"content"}"#))
    }

    @Test func `undoes escapes`() {
        #expect(finds("a b\"c", in: #"{"x":"a\nb\"c"}"#))
        #expect(finds("äpfel", in: #"{"x":"\u00c4pfel"}"#))
        #expect(finds("ÄPFEL", in: #"{"x":"Äpfel"}"#))
        #expect(finds("🍎", in: #"{"x":"\ud83c\udf4e"}"#))
        #expect(finds("/v1", in: #"{"x":"\/v1"}"#))
    }

    @Test func `puts the pieces of a stream together`() {
        let stream = """
            data: {"choices":[{"delta":{"role":"assistant","content":"Lis"}}],"model":"gpt-4o"}

            data: {"choices":[{"delta":{"content":"bon\\n"}}],"model":"gpt-4o"}

            data: [DONE]

            """
        #expect(finds("lisbon", in: stream))
        #expect(!finds("gpt-4o", in: stream))
        let responses =
            "event: response.output_text.delta\ndata: {\"delta\":\"Lis\"}\n\n"
            + "event: response.output_text.delta\ndata: {\"delta\":\"bon\"}\n\n"
        #expect(finds("lisbon", in: responses))
    }

    @Test func `takes other text as it is, and no binary data`() {
        #expect(finds("whisper", in: "--X\r\nContent-Disposition: form-data\r\n\r\nWhisper-1\r\n--X--"))
        #expect(!finds("png", in: "PNG\0\0"))
        let encoded = String(repeating: "QUJD", count: 1000)
        #expect(!finds("qujd", in: #"{"image":"\#(encoded)"}"#))
    }

    @Test(arguments: ["{\"a\":\"b", "{\"a\":\"\\", "\"\\u12\"", "{\"a\":\"\\ud83c\"}", "{\"", "\"\\u12zz\"", "", "  "])
    func `damaged text has no words, or some`(body: String) {
        #expect(!finds("word", in: body))
    }
}
