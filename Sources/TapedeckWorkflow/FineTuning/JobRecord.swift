// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A fine-tuning job, and how far it has come.
enum JobRecord: Sendable, Hashable {
    /// Nothing has been asked for.
    case new
    /// It is being created, or was when the run broke off: the service may have it.
    case begun
    /// The service has it under this id.
    case created(String)
    /// It has ended.
    case ended(JobEnd)

    /// The id at the service, once there is one.
    var id: String? {
        switch self {
        case .new, .begun: nil
        case .created(let id): id
        case .ended(let end): end.id
        }
    }

    // MARK: - On disk

    init?(json: JSONValue?) {
        switch (json?["phase"]?.string, json?["id"]?.string) {
        case ("new", _): self = .new
        case ("begun", _): self = .begun
        case ("created", let id?): self = .created(id)
        case ("ended", let id?):
            guard let json, let status = json["status"]?.string else { return nil }
            self = .ended(
                JobEnd(
                    id: id,
                    status: status,
                    model: json["fine_tuned_model"]?.string,
                    trainedTokens: json["trained_tokens"]?.integer,
                    reason: json["reason"]?.string,
                    isSimulated: json["simulated"]?.bool ?? false
                )
            )
        default: return nil
        }
    }

    var json: JSONValue {
        switch self {
        case .new: ["phase": "new"]
        case .begun: ["phase": "begun"]
        case .created(let id): ["phase": "created", "id": .string(id)]
        case .ended(let end):
            [
                "phase": "ended", "id": .string(end.id), "status": .string(end.status),
                "fine_tuned_model": .optional(end.model),
                "trained_tokens": end.trainedTokens.map(JSONValue.integer) ?? .null,
                "reason": .optional(end.reason), "simulated": .bool(end.isSimulated),
            ]
        }
    }
}

/// How a job ended.
package struct JobEnd: Sendable, Hashable {
    /// The id of the job.
    package let id: String
    /// `succeeded`, `failed` or `cancelled`.
    package let status: String
    /// The tuned model, when there is one.
    package let model: String?
    /// The tokens that were trained on, as the service counts them.
    package let trainedTokens: Int?
    /// What the service says about a failure.
    package let reason: String?
    /// Whether a simulator ran the job.
    package let isSimulated: Bool
}
