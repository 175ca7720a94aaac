// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckRouge

/// The data of an HTML report's sample browser, as JSON.
struct SampleData {
    let comparison: Comparison

    /// The models with answers, by their positions in the comparison.
    var models: [Int] { comparison.models.indices.filter { !comparison.models[$0].answers.rows.isEmpty } }

    /// The JSON with models, metrics, differences and samples; a score is in hundredths of a percent.
    ///
    /// `scores` has the F1 of each metric, `parts` precision and recall of each.
    var json: [UInt8] {
        let models = models
        var bytes: [UInt8] = []
        let head: JSONValue = [
            "metrics": .array(comparison.metrics.map { .string($0.name) }),
            "models": .array(
                models.map { index in
                    let model = comparison.models[index]
                    return [
                        "name": .string(ReportText.line(model.name)), "type": .string(model.typeWords),
                        "colour": .integer(HTMLReport.colour(of: model, at: index)), "row": .integer(index),
                    ]
                }
            ),
            "differences": HTMLDifferences(
                comparison: comparison,
                metrics: HTMLTables(comparison: comparison).metrics
            ).json(models),
        ]
        bytes += head.text().utf8.dropLast()
        bytes += ",\"samples\":[".utf8
        for (place, sample) in comparison.samples.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += json(of: sample, at: place, models).text().utf8
        }
        bytes += "]}".utf8
        return bytes
    }

    private func json(of sample: ComparedSample, at place: Int, _ models: [Int]) -> JSONValue {
        let answers = models.map { comparison.answer(of: $0, to: place) }
        return [
            "id": .optional(sample.id),
            "dialogue": .optional(sample.dialogue),
            "reference": .optional(sample.reference),
            "texts": .array(answers.map { .optional($0?.text) }),
            "scores": .array(answers.map { Self.numbers($0?.scores) { [$0.f1] } }),
            "parts": .array(answers.map { Self.numbers($0?.scores) { [$0.precision, $0.recall] } }),
        ]
    }

    /// Numbers of each metric's score in one list; null without scores.
    private static func numbers(_ scores: RougeScores?, _ values: (Score) -> [Double]) -> JSONValue {
        guard let scores else { return .null }
        return .array(scores.flatMap { values($0.score) }.map { .integer(Int(($0 * 10_000).rounded())) })
    }
}
