// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels

extension RequestFields {
    /// Reads the hyperparameters of a method; missing ones are `auto`.
    func hyperparameters(for method: TrainingMethod) throws(APIError) -> Hyperparameters {
        try allow(only: method.hyperparameterNames)
        return Hyperparameters(
            epochs: try isAuto("n_epochs") ? nil : integer("n_epochs", in: Hyperparameters.epochRange),
            batchSize: try isAuto("batch_size") ? nil : integer("batch_size", in: Hyperparameters.batchSizeRange),
            learningRateMultiplier: try positive("learning_rate_multiplier"),
            beta: try positive("beta", upTo: Hyperparameters.betaLimit)
        )
    }

    /// Reads the other hyperparameters of reinforcement, which jobs show as they were sent.
    func reinforcementHyperparameters() throws(APIError) -> [JSONMember] {
        _ = try string("reasoning_effort", oneOf: ["default", "low", "medium", "high"])
        _ = try positive("compute_multiplier", upTo: 10)
        for name in ["eval_interval", "eval_samples"] where !isAuto(name) {
            _ = try integer(name, in: 1...Int(Int32.max))
        }
        return [
            ("reasoning_effort", "default"), ("compute_multiplier", "auto"), ("eval_interval", "auto"),
            ("eval_samples", "auto"),
        ].map { JSONMember(name: $0.0, value: self[$0.0] ?? .string($0.1)) }
    }

    /// Whether a member is missing or `auto`.
    private func isAuto(_ name: String) -> Bool { self[name]?.string == "auto" }

    /// A number above zero; `nil` when it is missing or `auto`.
    private func positive(_ name: String, upTo bound: Double = .greatestFiniteMagnitude) throws(APIError) -> Double? {
        guard !isAuto(name), let number = try number(name, in: 0...bound) else { return nil }
        guard number > 0 else {
            throw APIError(
                message: "Invalid '\(path(of: name))': decimal below minimum value. Expected a value > 0, but got "
                    + "\(JSONNumber(number).canonical) instead.",
                param: path(of: name),
                code: "decimal_below_min_value"
            )
        }
        return number
    }
}

extension TrainingMethod {
    /// Names of the hyperparameters of the method.
    fileprivate var hyperparameterNames: Set<String> {
        let common: Set = ["n_epochs", "batch_size", "learning_rate_multiplier"]
        return switch self {
        case .supervised: common
        case .dpo: common.union(["beta"])
        case .reinforcement:
            common.union(["reasoning_effort", "compute_multiplier", "eval_interval", "eval_samples"])
        }
    }
}
