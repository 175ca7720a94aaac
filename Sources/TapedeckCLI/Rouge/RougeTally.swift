// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckRouge

/// The sums of scored pairs, and their rows where they are needed.
struct RougeTally {
    let scorer: RougeScorer
    /// Number of pairs.
    private(set) var count = 0
    /// Number of lines left out.
    private(set) var skipped = 0
    /// All rows, with the number of each one's line from 0 and its identifier; nil unless asked for.
    private(set) var rows: (table: ScoreTable, indexes: [Int], ids: [[UInt8]?])?
    private var mean: RunningMean
    private var examples: [String] = []

    init(scorer: RougeScorer, keepsRows: Bool) {
        self.scorer = scorer
        mean = RunningMean(metrics: scorer.metrics)
        rows = keepsRows ? (ScoreTable(metrics: scorer.metrics), [], []) : nil
    }

    mutating func add(_ result: ScoringPipeline.Result) {
        count += result.table.count
        for row in result.table { mean.add(row) }
        rows?.table.append(result.table)
        rows?.indexes.append(contentsOf: result.indexes)
        rows?.ids.append(contentsOf: result.ids)
        skipped += result.bad.count
        examples += result.bad.prefix(3 - min(3, examples.count)).map(\.description)
    }

    /// Means, with intervals on request.
    func aggregates(_ bootstrap: Bootstrap?) -> [RougeMetric: Aggregate] {
        guard let bootstrap, let rows else { return mean.aggregates }
        return rows.table.aggregates(bootstrap: bootstrap)
    }

    /// Says how many lines were left out, and which were the first.
    func tellSkipped() {
        guard skipped > 0 else { return }
        for example in examples { Terminal.write("skipped \(example)\n") }
        if skipped > examples.count { Terminal.write("skipped \(skipped - examples.count) more\n") }
        Terminal.write("\(skipped) of \(counted(count + skipped, "line")) skipped\n")
    }
}
