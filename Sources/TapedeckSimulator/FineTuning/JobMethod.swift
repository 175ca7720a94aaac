// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckCore

/// The method of a fine-tuning job.
struct JobMethod: Sendable {
    let kind: TrainingMethod
    /// Requested hyperparameters.
    let hyperparameters: Hyperparameters
    /// Reinforcement only: other hyperparameters, shown as they were sent.
    let otherHyperparameters: [JSONMember]
    /// Reinforcement only: the grader.
    let grader: JSONValue?

    /// Reads `method`, or the older `hyperparameters`, from a request.
    init(_ fields: RequestFields) throws(APIError) {
        let older = try fields.object("hyperparameters")
        guard let method = try fields.object("method") else {
            self.kind = .supervised
            self.hyperparameters = try older?.hyperparameters(for: .supervised) ?? Hyperparameters()
            self.otherHyperparameters = []
            self.grader = nil
            return
        }
        try method.allow(only: ["type", "supervised", "dpo", "reinforcement"])
        _ = try method.required("type")
        let name = try method.string("type", oneOf: TrainingMethod.allCases.map(\.rawValue)) ?? ""
        guard let kind = TrainingMethod(rawValue: name) else { throw .missing("method.type") }
        for other in TrainingMethod.allCases where other != kind && method[other.rawValue] != nil {
            throw APIError(
                message: "Invalid 'method': '\(other.rawValue)' does not go with type '\(kind.rawValue)'.",
                param: "method.\(other.rawValue)",
                code: "invalid_value"
            )
        }
        let own = try method.object(kind.rawValue)
        try own?.allow(only: kind == .reinforcement ? ["hyperparameters", "grader"] : ["hyperparameters"])
        guard older == nil || own?["hyperparameters"] == nil else {
            throw APIError(
                message: "Provide hyperparameters in 'method' or in 'hyperparameters', not in both.",
                param: "hyperparameters",
                code: "invalid_value"
            )
        }
        guard older == nil || kind == .supervised else {
            throw APIError(
                message: "'hyperparameters' is for supervised jobs; use 'method.\(kind.rawValue).hyperparameters'.",
                param: "hyperparameters",
                code: "invalid_value"
            )
        }
        self.kind = kind
        let hyperparameters = try own?.object("hyperparameters") ?? older
        self.hyperparameters = try hyperparameters?.hyperparameters(for: kind) ?? Hyperparameters()
        self.otherHyperparameters =
            try kind == .reinforcement ? hyperparameters?.reinforcementHyperparameters() ?? [] : []
        guard kind == .reinforcement else {
            self.grader = nil
            return
        }
        guard let grader = try own?.object("grader") else { throw .missing("method.reinforcement.grader") }
        self.grader = try Grader(grader).document
    }
}
