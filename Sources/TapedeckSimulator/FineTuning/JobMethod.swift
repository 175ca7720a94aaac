// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// How a model is tuned.
struct JobMethod: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case supervised, dpo, reinforcement

        /// The names of its hyperparameters.
        var hyperparameters: Set<String> {
            let common: Set = ["n_epochs", "batch_size", "learning_rate_multiplier"]
            return switch self {
            case .supervised: common
            case .dpo: common.union(["beta"])
            case .reinforcement:
                common.union(["reasoning_effort", "compute_multiplier", "eval_interval", "eval_samples"])
            }
        }
    }

    let kind: Kind
    let settings: HyperparameterSettings
    /// Of reinforcement only: what scores the answers.
    let grader: JSONValue?

    /// Reads `method` and the older `hyperparameters` of a request.
    init(_ fields: RequestFields) throws(APIError) {
        let older = try fields.object("hyperparameters")
        guard let method = try fields.object("method") else {
            self.kind = .supervised
            self.settings =
                try older.map { (fields) throws(APIError) in
                    try HyperparameterSettings(fields, for: .supervised)
                } ?? HyperparameterSettings()
            self.grader = nil
            return
        }
        try method.allow(only: ["type", "supervised", "dpo", "reinforcement"])
        _ = try method.required("type")
        let name = try method.string("type", oneOf: Kind.allCases.map(\.rawValue)) ?? ""
        guard let kind = Kind(rawValue: name) else { throw .missing("method.type") }
        for other in Kind.allCases where other != kind && method[other.rawValue] != nil {
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
        self.settings =
            try hyperparameters.map { (fields) throws(APIError) in
                try HyperparameterSettings(fields, for: kind)
            } ?? HyperparameterSettings()
        guard kind == .reinforcement else {
            self.grader = nil
            return
        }
        guard let grader = try own?.object("grader") else { throw .missing("method.reinforcement.grader") }
        self.grader = try Grader(grader).document
    }
}
