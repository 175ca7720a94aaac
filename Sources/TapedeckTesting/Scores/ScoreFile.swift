// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge
import TapedeckScores

/// The scores of a table as a file keeps them: the means, and a line for each pair.
struct ScoreFile: Sendable {
    /// The scores.
    let table: ScoreTable
    /// A name for each pair, if they have one.
    let ids: [String]?
    /// The stemmer.
    let stemmer: Stemmer

    /// The content of the file: one JSON object, whose numbers read back to the same bits.
    var text: String {
        let aggregates = table.aggregates()
        let means = table.metrics.compactMap { metric in
            aggregates[metric].map { "\(ScoreWriter.quoted(metric.name)):{\"mean\":\(ScoreWriter.object($0.mean))}" }
        }
        var writer = ScoreWriter(metrics: table.metrics)
        for (index, scores) in table.enumerated() {
            writer.append(scores, index: index, id: ids.map { Array(ScoreWriter.quoted($0[index]).utf8) })
        }
        let samples = String(decoding: writer.bytes, as: UTF8.self).split(separator: "\n").joined(separator: ",\n")
        return """
            {"count":\(table.count),"stemmer":\(stemmer != .none),"metrics":{
            \(means.joined(separator: ",\n"))
            },"samples":[
            \(samples)
            ]}

            """
    }
}
