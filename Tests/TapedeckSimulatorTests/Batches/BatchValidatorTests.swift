// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct BatchValidatorTests {
    private func validated(_ endpoint: BatchEndpoint, _ bodies: [String]) -> BatchValidator {
        var validator = BatchValidator(endpoint) { $0 != "unknown" }
        for (index, body) in bodies.enumerated() {
            let line =
                #"{"custom_id":"\#(index)","method":"POST","url":"\#(endpoint.rawValue)","body":\#(body)}"#
            validator.take(Array(line.utf8)[...])
        }
        validator.finish()
        return validator
    }

    @Test func `accepts what each endpoint needs`() {
        #expect(validated(.moderations, [#"{"input":"a"}"#]).faults.isEmpty)
        #expect(validated(.responses, [#"{"prompt":{"id":"p"}}"#]).faults.isEmpty)
        #expect(validated(.embeddings, [#"{"model":"m","input":"a"}"#]).faults.isEmpty)
        #expect(validated(.embeddings, [#"{"input":"a"}"#]).faults.map(\.code) == ["invalid_request"])
        #expect(validated(.completions, [#"{"model":"unknown"}"#]).faults.map(\.code) == ["model_not_found"])
    }

    @Test func `names the endpoint that does not stream`() {
        let faults = validated(.responses, [#"{"model":"m","stream":true}"#]).faults
        #expect(faults.map(\.message) == ["Responses: Streaming is not supported in the Batch API."])
    }

    @Test func `counts the texts to embed, and a list of tokens as one`() {
        let texts = "[" + Array(repeating: #""a""#, count: 25_001).joined(separator: ",") + "]"
        let tokens = "[" + Array(repeating: "1", count: 25_001).joined(separator: ",") + "]"
        let body = { (input: String) in #"{"model":"m","input":\#(input)}"# }
        #expect(validated(.embeddings, [body(tokens), body(tokens), body(texts)]).faults.isEmpty)
        let faults = validated(.embeddings, [body(texts), body(texts)]).faults
        #expect(faults.map(\.code) == ["too_many_tasks"] && faults.first?.line == nil)
    }

    @Test func `keeps a limited number of errors`() {
        var validator = BatchValidator(.chat) { _ in true }
        for _ in 0..<2 * BatchValidator.faultLimit { validator.take(Array("bad".utf8)[...]) }
        validator.finish()
        #expect(validator.faults.count == BatchValidator.faultLimit)
    }

    @Test func `reports a line that is too long for a request`() {
        var validator = BatchValidator(.chat) { _ in true }
        validator.take(nil)
        #expect(
            validator.faults == [
                BatchFault(
                    code: "invalid_json_line",
                    message: "This line is longer than 32 MB, the maximum length of a request.",
                    line: 1
                )
            ]
        )
    }
}
