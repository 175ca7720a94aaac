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
        statistics.add(.sample(request: #"{"model":"m"}"#, response: usage))
        statistics.add(.sample(session: "a", request: #"{"model":"m","x":1}"#, response: usage))
        statistics.add(.sample(request: #"{"model":"m"}"#, status: 429))
        statistics.add(.sample(method: .get, path: "/v1/files/file-1", request: ""))
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

    @Test func `counts what broke off, and large bodies by their length`() {
        var statistics = CassetteStatistics()
        #expect(statistics.total == CassetteStatistics.Sum())
        var interaction = Interaction.sample()
        interaction.response.outcome = .truncated
        interaction.response.body = .stored(BodyReference(id: 1, length: 5_000_000))
        statistics.add(interaction)
        #expect(statistics.truncated == 1)
        #expect(statistics.total.responseBytes == 5_000_000)
    }

    @Test(arguments: [
        ("/v1/chat/completions", "/v1/chat/completions"), ("/v1/files/file-abc123/content", "/v1/files/{id}/content"),
        ("/v1/models/ft:gpt:acme", "/v1/models/{id}"),
        ("/v1/fine_tuning/jobs/ftjob-1/events", "/v1/fine_tuning/jobs/{id}/events"),
        ("/", "/"),
    ])
    func `counts paths that name one object as one`(_ row: (path: String, template: String)) {
        var statistics = CassetteStatistics()
        statistics.add(.sample(method: .get, path: row.path))
        #expect(statistics.groups.keys.map(\.endpoint) == ["GET \(row.template)"])
    }
}
