// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Route {
    /// The endpoints of fine-tuning jobs.
    static let fineTuning: [Route] = [
        .post("fine_tuning/jobs") { try await $0.createJob(try await $1.json()) }.learning(addJob),
        .get("fine_tuning/jobs") { try await $0.listJobs($1.query) }
            .learning { state, answer in for job in try answer.listed.reversed() { state.addJob(job) } },
        .get("fine_tuning/jobs/{job_id}") { try await $0.retrieveJob($1.id) }.learning(addJob),
        .post("fine_tuning/jobs/{job_id}/cancel") { try await $0.cancelJob($1.id) }.learning(addJob),
        .post("fine_tuning/jobs/{job_id}/pause") { try await $0.pauseJob($1.id) }.learning(addJob),
        .post("fine_tuning/jobs/{job_id}/resume") { try await $0.resumeJob($1.id) }.learning(addJob),
        .get("fine_tuning/jobs/{job_id}/events") { try await $0.jobEvents($1.id, $1.query) },
        .get("fine_tuning/jobs/{job_id}/checkpoints") { try await $0.jobCheckpoints($1.id, $1.query) }
            .learning { state, answer in state.addCheckpoints(try answer.listed, of: answer.id) },
    ]

    /// The endpoints of permissions to use a checkpoint.
    static let checkpoints: [Route] = [
        .post("fine_tuning/checkpoints/{model}/permissions") {
            try $0.createPermissions($1.id, try await $1.json())
        },
        .get("fine_tuning/checkpoints/{model}/permissions") { try $0.listPermissions($1.id, $1.query) },
        .delete("fine_tuning/checkpoints/{model}/permissions/{permission_id}") {
            try $0.deletePermission($1.id, $1.childID)
        },
    ]

    private static let addJob: Learner = { state, answer in
        if let job = try answer.document { state.addJob(job) }
    }
}
