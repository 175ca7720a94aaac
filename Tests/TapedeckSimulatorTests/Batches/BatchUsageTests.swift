// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct BatchUsageTests {
    private func sum(_ bodies: String...) throws -> String {
        var usage = BatchUsage()
        for body in bodies { try usage.add(from: Array(body.utf8)[...]) }
        return usage.document.text()
    }

    private func document(_ input: Int, _ output: Int, _ total: Int, cached: Int = 0, reasoning: Int = 0) -> String {
        #"{"input_tokens":\#(input),"output_tokens":\#(output),"total_tokens":\#(total),"#
            + #""input_tokens_details":{"cached_tokens":\#(cached)},"#
            + #""output_tokens_details":{"reasoning_tokens":\#(reasoning)}}"#
    }

    @Test func `adds the usage of every endpoint`() throws {
        let chat =
            #"{"usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12,"#
            + #""prompt_tokens_details":{"cached_tokens":2},"completion_tokens_details":{"reasoning_tokens":3}}}"#
        let response =
            #"{"usage":{"input_tokens":1,"input_tokens_details":{"cached_tokens":1},"output_tokens":2,"#
            + #""output_tokens_details":{"reasoning_tokens":1},"total_tokens":3}}"#
        let embeddings = #"{"data":[],"usage":{"prompt_tokens":4,"total_tokens":4}}"#
        #expect(try sum(chat) == document(5, 7, 12, cached: 2, reasoning: 3))
        #expect(try sum(chat, response, embeddings) == document(10, 9, 19, cached: 3, reasoning: 4))
        #expect(try sum("{}", #"{"usage":null}"#) == document(0, 0, 0))
    }
}
