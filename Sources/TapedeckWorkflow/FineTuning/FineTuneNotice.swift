// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What a fine-tuning run tells while it goes on.
package enum FineTuneNotice: Sendable, Hashable {
    /// A file is being uploaded.
    case uploading(name: String, bytes: Int)
    /// A file has this id at the service.
    case uploaded(name: String, id: String)
    /// The job has been created.
    case created(job: String)
    /// An earlier run has created the job already.
    case resumed(job: String)
    /// The job has another status.
    case status(String)
    /// The service tells of the job.
    case event(JobEvent)
    /// The service does not answer; the job goes on, and is looked at again.
    case outage(String)
}
