// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// An event that the service reports to a webhook: what happened, to which object, and when.
struct WebhookEvent: Sendable, Hashable {
    /// What happened, as the service spells it.
    enum Kind: String, Sendable, Hashable, CaseIterable {
        case batchCompleted = "batch.completed"
        case batchFailed = "batch.failed"
        case batchExpired = "batch.expired"
        case batchCancelled = "batch.cancelled"
        case jobSucceeded = "fine_tuning.job.succeeded"
        case jobFailed = "fine_tuning.job.failed"
        case jobCancelled = "fine_tuning.job.cancelled"
        /// Of a response in the background, as are the next three.
        case responseCompleted = "response.completed"
        case responseFailed = "response.failed"
        case responseIncomplete = "response.incomplete"
        case responseCancelled = "response.cancelled"
    }

    let kind: Kind
    /// Identifier of the batch, job or response.
    let object: String
    /// When it happened, in seconds since 1970; `nil` is the session's current time.
    let time: Int?

    init(_ kind: Kind, of object: String, at time: Int? = nil) {
        self.kind = kind
        self.object = object
        self.time = time
    }
}

extension SimulatorState {
    /// Reports an event to the webhook; without one, nothing happens.
    mutating func announce(_ event: WebhookEvent) {
        let time = event.time ?? now
        webhook?.send(event, at: time)
    }
}
