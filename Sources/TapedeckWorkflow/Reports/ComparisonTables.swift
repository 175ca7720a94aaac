// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge

/// The tables of a comparison as text cells, for the reports that people read.
struct ComparisonTables {
    let comparison: Comparison

    /// A caption of the scores, in one line.
    var caption: String {
        let bootstrap = comparison.bootstrap
        let count = comparison.models.count
        return "\(count) \(count == 1 ? "model" : "models"), mean ROUGE F1 in percent, "
            + "\(comparison.stemmer == .porter ? "stemmed" : "not stemmed"); \(Percent.short(bootstrap.confidence * 100)) % "
            + "intervals by \(bootstrap.resamples) resamples, seed \(bootstrap.seed)"
    }

    /// The score table, title row first: model, type, number of samples, then each metric with its interval.
    var scores: [[String]] {
        [["model", "type", "n"] + comparison.shownMetrics.map(\.name)]
            + comparison.models.map { model in
                [
                    ReportText.line(model.name), model.typeWords.isEmpty ? "–" : model.typeWords,
                    model.sampleCount.map(String.init) ?? "–",
                ]
                    + comparison.shownMetrics.map { Self.score(model[$0.metric]) }
            }
    }

    /// The differences of each pair: its name, the number of shared samples, and a row per metric.
    var differences: [(pair: String, count: Int, rows: [[String]])] {
        comparison.shownDifferences.map { difference in
            let rows = comparison.shownMetrics.compactMap { metric -> [String]? in
                guard let value = comparison.difference(difference, in: metric.metric) else { return nil }
                let interval = "\(Percent.signed(value.low)) to \(Percent.signed(value.high))"
                let outcomes = comparison.outcomes(difference, in: metric.metric)?.words ?? ""
                return [metric.name, Percent.signed(value.mean), interval, Percent.pValue(value.pValue), outcomes]
            }
            return ("\(name(difference.model)) − \(name(difference.against))", difference.sampleCount, rows)
        }
    }

    private func name(_ model: Int) -> String {
        let model = comparison.models[model]
        return ReportText.line(model.name) + (model.origin == .simulated ? " (simulated)" : "")
    }

    private static func score(_ score: MetricScore?) -> String {
        guard let score else { return "–" }
        guard let interval = score.interval else { return Percent.text(score.mean) }
        return
            "\(Percent.text(score.mean)) (\(Percent.text(interval.lowerBound))–\(Percent.text(interval.upperBound)))"
    }
}

extension Comparison {
    /// A sentence that says where the other pairs are; nil where all are shown.
    var pairsNote: String? {
        guard shownDifferences.count < differences.count else { return nil }
        return "Differences are against \(models[baseline].name): --baseline chooses another model, and JSON has all "
            + "\(differences.count) pairs."
    }

    /// A caption of the differences, in one line.
    static let differenceCaption =
        "Differences in points on the samples that both answered: paired bootstrap, two-sided p, not corrected for the "
        + "number of pairs; a sample is won by the higher F1"

    /// The difference of a pair in one metric.
    func difference(_ difference: ModelDifference, in metric: RougeMetric) -> PairedDifference? {
        metrics.firstIndex(of: metric).map { difference.differences[$0] }
    }

    /// The samples that a pair won, tied and lost in one metric.
    func outcomes(_ difference: ModelDifference, in metric: RougeMetric) -> SampleOutcomes? {
        metrics.firstIndex(of: metric).map { difference.outcomes[$0] }
    }
}
