// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckRouge
import TapedeckSummarizer

/// The committed dialogues, and helpers for tests.
enum DialogueFixtures {
    struct Row: Codable, Sendable {
        var id: String
        var dialogue: String
        var summary: String
    }

    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "fixtures/dialogues")

    static func rows(_ name: String) throws -> [Row] {
        let text = try String(contentsOf: folder.appending(path: name + ".jsonl"), encoding: .utf8)
        return try text.split(separator: "\n").map { try JSONDecoder().decode(Row.self, from: Data($0.utf8)) }
    }

    static func examples(_ rows: [Row]) -> [SummaryExample] {
        rows.map {
            SummaryExample(prompt: "Summarize the conversation.\n\n" + $0.dialogue, completion: $0.summary)
        }
    }

    /// The same dialogues with each other's summaries, by a seeded Fisher-Yates shuffle.
    static func shuffled(_ rows: [Row], seed: UInt64) -> [Row] {
        var state = seed
        var result = rows
        for index in stride(from: rows.count - 1, to: 0, by: -1) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let other = Int((state >> 33) % UInt64(index + 1))
            (result[index].summary, result[other].summary) = (result[other].summary, result[index].summary)
        }
        return result
    }

    /// The mean F1 of ROUGE-L over rows, in points.
    static func rouge(_ model: Summarizer, on rows: [Row]) -> Double {
        let scorer = RougeScorer(metrics: [.rougeL], stemmer: .porter)
        let sum = rows.reduce(0.0) { sum, row in
            sum + (scorer.score(model.summary(of: row.dialogue), against: row.summary)[.rougeL]?.f1 ?? 0)
        }
        return 100 * sum / Double(rows.count)
    }
}
