// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// An event of a job, as the service lists it.
package struct JobEvent: Sendable, Hashable {
    /// The id of the event.
    package let id: String
    /// Seconds since 1970-01-01 UTC.
    package let createdAt: Int
    /// `info`, `warn` or `error`.
    package let level: String
    /// The text of the event.
    package let message: String
    /// The losses, when the event is about a step.
    package let losses: LossPoint?
    /// Whether to show the event: of a long job only some steps, of other events all.
    package let isMilestone: Bool

    init?(_ json: JSONValue) {
        guard let message = json["message"]?.string else { return nil }
        self.message = message
        createdAt = json["created_at"]?.integer ?? 0
        level = json["level"]?.string ?? "info"
        id = json["id"]?.string ?? "\(createdAt) \(message)"
        losses = json["type"]?.string == "metrics" ? json["data"].flatMap(LossPoint.init) : nil
        isMilestone = losses.map { Self.isMilestone($0.step, json["data"]) } ?? true
    }

    /// Whether to show a step: the first, the last, ends of epochs, and every twentieth part of the job.
    private static func isMilestone(_ step: Int, _ data: JSONValue?) -> Bool {
        guard let total = data?["total_steps"]?.integer, total > 0 else { return step == 1 || step.isMultiple(of: 10) }
        let hasFullLoss = data?["full_valid_loss"]?.double != nil
        return step == 1 || step == total || hasFullLoss || step.isMultiple(of: max(1, total / 20))
    }

    /// The line in `events.jsonl`.
    var line: String {
        let json: JSONValue = [
            "id": .string(id), "created_at": .integer(createdAt), "level": .string(level),
            "message": .string(message),
        ]
        return json.text() + "\n"
    }
}

/// The losses after one step.
package struct LossPoint: Sendable, Hashable {
    /// The steps that a job can have; another number in a file or event is a mistake.
    static let steps = 0...1_000_000_000

    /// The step, from 1.
    package let step: Int
    /// The loss on the training data.
    package let training: Double
    /// The loss on the validation data, where it was computed.
    package let validation: Double?

    init(step: Int, training: Double, validation: Double?) {
        self.step = step
        self.training = training
        self.validation = validation
    }

    init?(_ data: JSONValue) {
        guard let step = data["step"]?.integer, Self.steps.contains(step), let training = data["train_loss"]?.double
        else { return nil }
        self.init(
            step: step,
            training: training,
            validation: data["full_valid_loss"]?.double ?? data["valid_loss"]?.double
        )
    }
}
