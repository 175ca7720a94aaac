// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckRouge
import TapedeckScores

/// The results of a run, for a person and for a program.
struct RougeReport {
    let metrics: [RougeMetric]
    let stemmer: Bool
    let count: Int
    /// Lines left out; nil unless that was allowed.
    let skipped: Int?
    let bootstrap: Bootstrap?
    let aggregates: [RougeMetric: Aggregate]

    /// One JSON object on a line; its numbers read back to the same bits.
    var json: String {
        var text = "{\"count\":\(count),\"stemmer\":\(stemmer)"
        if let skipped { text += ",\"skipped\":\(skipped)" }
        if let bootstrap {
            text += ",\"bootstrap\":{\"confidence\":\(bootstrap.confidence),\"resamples\":\(bootstrap.resamples)"
            text += ",\"seed\":\(bootstrap.seed)}"
        }
        let entries = metrics.compactMap { metric in
            aggregates[metric].map { "\(ScoreWriter.quoted(metric.name)):\(Self.object($0))" }
        }
        return text + ",\"metrics\":{\(entries.joined(separator: ","))}}\n"
    }

    /// A table in percent.
    var table: String {
        var rows = [["metric", "precision", "recall", "F"]]
        if let bootstrap {
            rows[0] += ["\(Self.short(bootstrap.confidence * 100)) % interval of F", "median of F"]
        }
        for metric in metrics {
            guard let aggregate = aggregates[metric] else { continue }
            let mean = aggregate.mean
            var row = [metric.name] + [mean.precision, mean.recall, mean.f1].map(Self.percent)
            if let interval = aggregate.interval {
                row.append("\(Self.percent(interval.low.f1)) to \(Self.percent(interval.high.f1))")
                row.append(Self.percent(interval.mid.f1))
            }
            rows.append(row)
        }
        var title =
            "\(count) \(count == 1 ? "pair" : "pairs"), \(stemmer ? "stemmed" : "not stemmed"), means in percent"
        if let bootstrap { title += "; \(bootstrap.resamples) resamples, seed \(bootstrap.seed)" }
        return title + "\n" + TextTable(rows: rows).description
    }

    /// Every figure by name, in the order of the JSON.
    var figures: [(name: String, value: String)] {
        var figures = [("count", "\(count)"), ("stemmer", "\(stemmer)")]
        if let bootstrap {
            figures += [
                ("bootstrap.confidence", "\(bootstrap.confidence)"), ("bootstrap.resamples", "\(bootstrap.resamples)"),
                ("bootstrap.seed", "\(bootstrap.seed)"),
            ]
        }
        for metric in metrics {
            guard let aggregate = aggregates[metric] else { continue }
            var levels = [("mean", aggregate.mean)]
            if let interval = aggregate.interval {
                levels += [("low", interval.low), ("mid", interval.mid), ("high", interval.high)]
            }
            for (level, score) in levels {
                figures += [
                    ("\(metric.name).\(level).precision", "\(score.precision)"),
                    ("\(metric.name).\(level).recall", "\(score.recall)"),
                    ("\(metric.name).\(level).fmeasure", "\(score.f1)"),
                ]
            }
        }
        return figures
    }

    private static func object(_ aggregate: Aggregate) -> String {
        var text = "{\"mean\":\(ScoreWriter.object(aggregate.mean))"
        if let interval = aggregate.interval {
            text += ",\"low\":\(ScoreWriter.object(interval.low)),\"mid\":\(ScoreWriter.object(interval.mid))"
            text += ",\"high\":\(ScoreWriter.object(interval.high))"
        }
        return text + "}"
    }

    private static func percent(_ share: Double) -> String { (share * 100).fixed(2) }

    /// A number with at most two decimals.
    private static func short(_ value: Double) -> String {
        var text = value.fixed(2)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }
}
