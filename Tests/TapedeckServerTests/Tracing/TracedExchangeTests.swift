// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct TracedExchangeTests {
    static func exchange(
        _ target: String = "/v1/chat/completions",
        body: String = #"{"model":"m","messages":[{"content":"secret words"}]}"#,
        authority: String? = "127.0.0.1:8080"
    ) -> TracedExchange {
        var random = SystemRandomNumberGenerator()
        return TracedExchange(
            request: TracedExchange.Request(
                target: RequestLine(method: .post, pathAndQuery: target),
                body: body.slice,
                authority: authority,
                context: TraceContext([:], &random),
                session: "",
                cassette: "a.sqlite",
                redactor: Redactor(),
                start: 1_000_000
            )
        )
    }

    private func span(_ exchange: TracedExchange) -> TraceSpan {
        var random = SystemRandomNumberGenerator()
        return exchange.span(&random)
    }

    @Test func `is named by operation and model`() {
        #expect(span(Self.exchange()).name == "chat m")
        #expect(span(Self.exchange(body: "")).name == "chat")
        #expect(span(Self.exchange("/openai/deployments/d/embeddings", body: "{}")).name == "embeddings d")
        #expect(span(Self.exchange("/v1/files")).name == "POST")
    }

    @Test func `has no text of the prompt`() {
        #expect(!span(Self.exchange()).json.text().contains("secret"))
    }

    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1", "8080"), ("localhost", "localhost", "80"), ("[::1]:90", "::1", "90"),
        ("[::1]", "::1", "80"),
    ])
    func `tells which server was asked`(authority: String, address: String, port: String) {
        let values = span(Self.exchange(authority: authority)).attributes.values
        #expect(values["server.address"] == .string(address))
        #expect(values["server.port"] == .string(port))
    }

    @Test func `an error has a type and a status`() {
        var exchange = Self.exchange()
        exchange.head = HTTPResponse(status: 429, headerFields: [.contentType: "application/json"])
        let bare = exchange
        exchange.append(#"{"error":{"code":"slow_down"}}"#.slice)
        let failed = span(exchange)
        #expect(failed.attributes.values["error.type"] == "slow_down")
        #expect(failed.json["status"] == ["code": 2, "message": "slow_down"])
        exchange = bare
        #expect(span(exchange).attributes.values["error.type"] == "429")
        exchange.failure = "broken_off"
        #expect(span(exchange).attributes.values["error.type"] == "broken_off")
        #expect(span(Self.exchange()).attributes.values["error.type"] == "no_response")
        exchange = Self.exchange()
        exchange.head = HTTPResponse(status: 200)
        #expect(span(exchange).json["status"] == nil)
    }

    @Test func `never ends before it begins`() {
        var exchange = Self.exchange()
        exchange.end = 5
        #expect(span(exchange).json["endTimeUnixNano"] == "1000000000")
    }

    @Test func `takes secrets out and cuts texts`() {
        let key = "sk-" + String(repeating: "Tape", count: 12)
        let values = span(Self.exchange(body: #"{"model":"a \#(key)"}"#)).attributes.values
        #expect(values["gen_ai.request.model"]?.string?.contains(key) == false)
        let long = String(repeating: "m", count: 5000)
        #expect(span(Self.exchange(body: #"{"model":"\#(long)"}"#)).json.text().utf8.count < 3000)
    }
}
