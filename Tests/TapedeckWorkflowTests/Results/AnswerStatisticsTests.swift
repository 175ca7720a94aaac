// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckWorkflow

@Suite struct AnswerStatisticsTests {
    private static let usage = TokenUsage(prompt: 10, cached: 4, completion: 5, reasoning: 2)

    @Test func `percentiles are of the nearest rank`() {
        let facts = (1...20).shuffled().map { AnswerFacts(processing: $0) }
        let latency = AnswerStatistics(facts).latency
        #expect(latency?.median == 10 && latency?.high == 19 && latency?.count == 20)
        #expect(AnswerStatistics([AnswerFacts(processing: 7)]).latency?.high == 7)
    }

    @Test func `unknown facts are left out, and partly known ones say of how many`() throws {
        #expect(AnswerStatistics([AnswerFacts(), AnswerFacts()]).json == ["count": 2])
        let facts = [AnswerFacts(model: "m", usage: Self.usage, created: 1, processing: 3), AnswerFacts(model: "a")]
        let statistics = AnswerStatistics(facts)
        #expect(statistics.models == ["a", "m"])
        #expect(statistics.days == "1970-01-01"..."1970-01-01")
        #expect(statistics.json["usage"]?["count"] == 1)
        #expect(statistics.json["processing_ms"] == ["median": 3, "p95": 3, "count": 1])
        #expect(AnswerStatistics(json: statistics.json) == statistics)
    }

    @Test(arguments: [
        #"{}"#, #"{"count": -1}"#, #"{"count": "2"}"#, #"[]"#,
    ])
    func `statistics without a number of answers are none`(text: String) throws {
        #expect(AnswerStatistics(json: try JSONValue(parsing: Array(text.utf8))) == nil)
    }

    @Test(arguments: [
        #"{"prompt_tokens": 3}"#, #"{"prompt_tokens": -3, "completion_tokens": 1}"#,
        #"{"prompt_tokens": 1e300, "completion_tokens": 1}"#, #"{"total_tokens": 21}"#, "[]", "null",
    ])
    func `usage without both numbers is unknown`(text: String) throws {
        #expect(TokenUsage(json: try JSONValue(parsing: Array(text.utf8))) == nil)
    }

    @Test func `results keep a member of this name that another tool wrote`() throws {
        let text = #"{"model_name": "m", "rouge1": 0.5, "answers": ["a", "b"]}"#
        let results = try EvaluationResults(json: JSONValue(parsing: Array(text.utf8)), at: "file")
        #expect(results.answers == nil && results.json["answers"] == ["a", "b"])
    }
}
