// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckRouge

/// The F1 of each sample in `eval_results.json`, by which a gate names the samples that moved most.
struct SampleScores {
    let members: [JSONMember]

    init(_ scored: ScoredPredictions) {
        let rows = zip(scored.predictions, scored.sampleScores).map { prediction, scores in
            let members = scores.map { JSONMember(name: $0.metric.name, value: .double($0.score.fmeasure)) }
            return JSONValue.object([JSONMember(name: "id", value: .optional(prediction.id))] + members)
        }
        members = [JSONMember(name: "samples", value: .array(rows))]
    }
}
