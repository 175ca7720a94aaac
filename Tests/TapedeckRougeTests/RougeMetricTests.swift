// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge
import Testing

@Suite struct RougeMetricTests {
    struct Case: Decodable {
        let `case`: String
        let error: String?
    }

    @Test func `names are accepted and refused as in rouge_score`() throws {
        var checked = 0
        for record in try GoldenFile.records("errors.jsonl", as: Case.self) where record.case.hasPrefix("type '") {
            let name = String(record.case.dropFirst(6).dropLast()).replacing("\\n", with: "\n")
            let metric = try? RougeMetric(name)
            #expect((metric == nil) == (record.error != nil), "\(name)")
            if let metric {
                let scores = RougeScorer(metrics: [metric]).score("a", against: "a b c")
                #expect(scores[metric]?.precision == (name == "rouge9" ? 0 : 1))
                #expect(scores[0].metric.name == name)
            }
            checked += 1
        }
        #expect(checked == 11)
    }

    @Test(arguments: [
        "", "rouge", "rouge11", "rouge1\n\n", "rougeL\n", "rouge\u{661}", "rouge1\u{301}", " rouge1", "rouge-1",
    ])
    func `any other name is refused with the known ones`(name: String) {
        let error = #expect(throws: RougeError.self) { try RougeMetric(name) }
        #expect(error?.code == .invalidMetric)
        #expect(error?.message.contains("rouge1 to rouge9") == true)
    }

    @Test(arguments: [0, 10, -1])
    func `n-grams have one to nine tokens`(length: Int) throws {
        #expect(throws: RougeError.self) { try RougeMetric.ngram(length) }
        #expect(try RougeMetric.ngram(4).name == "rouge4")
    }
}
