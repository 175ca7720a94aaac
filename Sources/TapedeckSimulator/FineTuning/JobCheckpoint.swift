// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// What a job leaves at the end of an epoch.
struct JobCheckpoint: Sendable {
    /// How many of a job's checkpoints stay.
    static let kept = 3

    let id: String
    let createdAt: Int
    let model: String
    let job: String
    let metrics: StepMetrics

    /// The object of the API.
    var document: JSONValue {
        [
            "object": "fine_tuning.job.checkpoint", "id": .string(id), "created_at": .integer(createdAt),
            "fine_tuned_model_checkpoint": .string(model), "fine_tuning_job_id": .string(job),
            "metrics": metrics.checkpointDocument, "step_number": .integer(metrics.step),
        ]
    }
}
