// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct CassetteStatisticsTests {
    private let usage = #"{"usage":{"total_tokens":5}}"#

    @Test func `counts by endpoint, model and status`() throws {
        var statistics = CassetteStatistics()
        try statistics.add(.sample(request: #"{"model":"m"}"#, response: usage), reading: nothing)
        try statistics.add(.sample(session: "a", request: #"{"model":"m","x":1}"#, response: usage), reading: nothing)
        try statistics.add(.sample(request: #"{"model":"m"}"#, status: 429), reading: nothing)
        try statistics.add(.sample(method: .get, path: "/v1/files/file-1", request: ""), reading: nothing)
        let sums = Dictionary(
            uniqueKeysWithValues: statistics.groups.map {
                ("\($0.key.endpoint) \($0.key.model ?? "-") \($0.key.status)", $0.value)
            }
        )
        #expect(
            Set(sums.keys) == [
                "POST /v1/chat/completions m 200", "POST /v1/chat/completions m 429", "GET /v1/files/{id} - 200",
            ]
        )
        let chat = try #require(sums["POST /v1/chat/completions m 200"])
        #expect(chat.interactions == 2)
        #expect(chat.requestBytes == 13 + 19)
        #expect(chat.responseBytes == 2 * usage.utf8.count)
        #expect(chat.tokens == 10)
        #expect(chat.time == 4000)
        #expect(statistics.total.interactions == 4)
        #expect(statistics.total.tokens == 10)
        #expect(statistics.sessions == ["", "a"])
        #expect(statistics.truncated == 0)
    }

    private func nothing(_: BodyReference, _: Range<Int>) -> [UInt8] { [] }

    @Test func `counts what broke off, and large bodies by their length`() throws {
        let large = [UInt8](repeating: 0x20, count: 5_000_000)
        var statistics = CassetteStatistics()
        #expect(statistics.total == CassetteStatistics.Sum())
        var interaction = Interaction.sample()
        interaction.response.outcome = .truncated
        interaction.response.body = .stored(BodyReference(id: 1, length: 5_000_000))
        try statistics.add(interaction) { _, range in Array(large[range]) }
        #expect(statistics.truncated == 1)
        #expect(statistics.total.responseBytes == 5_000_000)
    }

    @Test(arguments: [
        ("/v1/chat/completions", "/v1/chat/completions"), ("/v1/files/file-abc123/content", "/v1/files/{id}/content"),
        ("/v1/models/ft:gpt:acme", "/v1/models/{id}"),
        ("/v1/fine_tuning/jobs/ftjob-1/events", "/v1/fine_tuning/jobs/{id}/events"),
        ("/v1/files/file-abcdefghijkl", "/v1/files/{id}"), ("/v1/models/whisper", "/v1/models/{id}"),
        ("/v1/threads/thread_abc/runs/run_abc/steps", "/v1/threads/{id}/runs/{id}/steps"),
        ("/v1/threads/runs", "/v1/threads/runs"), ("/v1/responses/resp_abc/cancel", "/v1/responses/{id}/cancel"),
        ("/v1/vector_stores/abc/file_batches/def/files", "/v1/vector_stores/{id}/file_batches/{id}/files"),
        ("/v1/uploads/abc/parts", "/v1/uploads/{id}/parts"),
        ("/v1/evals/e/runs/r/output_items/o", "/v1/evals/{id}/runs/{id}/output_items/{id}"),
        ("/v1/organization/usage/completions", "/v1/organization/usage/completions"),
        ("/v1/chat/completions/abcdef/messages", "/v1/chat/completions/{id}/messages"),
        ("/", "/"),
    ])
    func `counts paths that name one object as one`(_ row: (path: String, template: String)) throws {
        var statistics = CassetteStatistics()
        try statistics.add(.sample(method: .get, path: row.path), reading: nothing)
        #expect(statistics.groups.keys.map(\.endpoint) == ["GET \(row.template)"])
    }

    @Test(arguments: ["\n\n  ", "\u{09}", ""])
    func `counts tokens of JSON behind white space and in large bodies`(start: String) throws {
        let padding = String(repeating: "a", count: 3 << 20)
        let text = start + #"{"data":["\#(padding)",{"usage":1}],"usage":{"prompt_tokens":2,"total_tokens":7}}"#
        let bytes = Array(text.utf8)
        var statistics = CassetteStatistics()
        var large = Interaction.sample(request: start + #"{"input":"\#(padding)","model":"m"}"#)
        large.response.body = .stored(BodyReference(id: 1, length: bytes.count))
        try statistics.add(large) { _, range in Array(bytes[range]) }
        try statistics.add(.sample(request: #"{"model":"m"}"#, response: start + usage), reading: nothing)
        #expect(statistics.total.tokens == 12 && statistics.total.promptTokens == 2)
        #expect(statistics.groups.keys.map(\.model) == ["m"])
    }

    @Test func `adds up whatever a cassette claims`() throws {
        var statistics = CassetteStatistics()
        let usage = #"{"usage":{"prompt_tokens":9223372036854775807,"completion_tokens":9223372036854775807}}"#
        for _ in 0..<2 {
            var interaction = Interaction.sample(response: usage)
            interaction.response.duration = .max
            try statistics.add(interaction, reading: nothing)
        }
        #expect(statistics.total.tokens == .max && statistics.total.time == .max)
    }
}
