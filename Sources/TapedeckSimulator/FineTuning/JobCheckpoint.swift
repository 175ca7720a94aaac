// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A checkpoint: the model at the end of an epoch.
struct JobCheckpoint: Sendable {
    /// Maximum number of checkpoints per job.
    static let kept = 3

    let id: String
    let createdAt: Int
    let model: String
    let job: String
    let metrics: StepMetrics

    /// The JSON object of the API.
    var document: JSONValue {
        [
            "object": "fine_tuning.job.checkpoint", "id": .string(id), "created_at": .integer(createdAt),
            "fine_tuned_model_checkpoint": .string(model), "fine_tuning_job_id": .string(job),
            "metrics": metrics.checkpointDocument, "step_number": .integer(metrics.step),
        ]
    }
}
