// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A batch: requests of a file that are run together.
struct Batch: Sendable {
    /// The status of a batch.
    enum Status: String, Sendable {
        case validating, failed, finalizing, completed, expired, cancelling, cancelled
        case inProgress = "in_progress"

        /// Whether the status is final.
        var isFinal: Bool { event != nil }

        /// The event that tells of this status; `nil` until the batch ends.
        var event: WebhookEvent.Kind? {
            switch self {
            case .completed: .batchCompleted
            case .failed: .batchFailed
            case .expired: .batchExpired
            case .cancelled: .batchCancelled
            case .validating, .inProgress, .finalizing, .cancelling: nil
            }
        }
    }

    let id: String
    let request: BatchRequest
    /// The bytes of the input file when the batch was created; none once the batch has ended, and `nil` when a recording
    /// does not know them.
    var input: Blob?
    let createdAt: Int
    /// Seed of the identifiers in its output.
    let seed: UInt64

    var status = Status.validating
    var faults: [BatchFault] = []
    /// The model as requested, and its full name in the batch's object.
    var model: String?
    var requestCount = 0
    /// How many steps of the run are done; see ``stepCount(_:)``.
    var step = 0
    /// The requests that have been run, and those of them that failed.
    var doneCount = 0
    var failedCount = 0
    var usage = BatchUsage()
    var outputFile: String?
    var errorFile: String?
    var times = Times()
    /// Whether the list of batches was asked for since the last poll that advanced the batch.
    var wasListed = false

    /// When the batch reached each status, in seconds since 1970.
    struct Times: Sendable, Hashable {
        var inProgress: Int?
        var finalizing: Int?
        var completed: Int?
        var failed: Int?
        var expired: Int?
        var cancelling: Int?
        var cancelled: Int?
    }

    init(id: String, request: BatchRequest, input: Blob?, createdAt: Int, seed: UInt64) {
        self.id = id
        self.request = request
        self.input = input
        self.createdAt = createdAt
        self.seed = seed
    }

    /// The JSON object of the API.
    var document: JSONValue {
        let time = { (time: Int?) -> JSONValue in time.map(JSONValue.integer) ?? .null }
        return [
            "id": .string(id), "object": "batch", "endpoint": .string(request.endpoint.rawValue),
            "model": .optional(model),
            "errors": faults.isEmpty ? .null : ["object": "list", "data": .array(faults.map(\.document))],
            "input_file_id": .string(request.inputFile), "completion_window": .string(BatchRequest.window),
            "status": .string(status.rawValue), "output_file_id": .optional(outputFile),
            "error_file_id": .optional(errorFile), "created_at": .integer(createdAt),
            "in_progress_at": time(times.inProgress), "expires_at": .integer(expiresAt),
            "finalizing_at": time(times.finalizing), "completed_at": time(times.completed),
            "failed_at": time(times.failed), "expired_at": time(times.expired),
            "cancelling_at": time(times.cancelling), "cancelled_at": time(times.cancelled),
            "request_counts": [
                "total": .integer(requestCount), "completed": .integer(doneCount - failedCount),
                "failed": .integer(failedCount),
            ],
            "usage": usage.document, "metadata": request.metadata.map(JSONValue.object) ?? .null,
        ]
    }
}
