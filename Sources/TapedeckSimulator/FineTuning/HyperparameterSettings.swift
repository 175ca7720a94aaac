// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The hyperparameters of a request; what is `nil` is `auto`.
struct HyperparameterSettings: Sendable, Hashable {
    var epochs: Int?
    var batchSize: Int?
    var learningRateMultiplier: Double?
    /// Of preference tuning only.
    var beta: Double?
    /// Of reinforcement only: what the job shows as it was given.
    var others: [JSONMember] = []

    init() {}

    /// Reads them for a method.
    init(_ fields: RequestFields, for method: JobMethod.Kind) throws(APIError) {
        try fields.allow(only: method.hyperparameters)
        self.epochs = try fields.isAuto("n_epochs") ? nil : fields.integer("n_epochs", in: 1...50)
        self.batchSize = try fields.isAuto("batch_size") ? nil : fields.integer("batch_size", in: 1...256)
        self.learningRateMultiplier = try fields.positive("learning_rate_multiplier")
        self.beta = try fields.positive("beta", upTo: 2)
        guard method == .reinforcement else { return }
        _ = try fields.string("reasoning_effort", oneOf: ["default", "low", "medium", "high"])
        _ = try fields.positive("compute_multiplier", upTo: 10)
        for name in ["eval_interval", "eval_samples"] where !fields.isAuto(name) {
            _ = try fields.integer(name, in: 1...Int(Int32.max))
        }
        self.others = [
            ("reasoning_effort", "default"), ("compute_multiplier", "auto"), ("eval_interval", "auto"),
            ("eval_samples", "auto"),
        ].map { JSONMember(name: $0.0, value: fields[$0.0] ?? .string($0.1)) }
    }
}

extension RequestFields {
    /// Whether a member is left to the service.
    fileprivate func isAuto(_ name: String) -> Bool { self[name]?.string == "auto" }

    /// A number above zero, if it is there and not left to the service.
    fileprivate func positive(_ name: String, upTo bound: Double = .greatestFiniteMagnitude) throws(APIError) -> Double?
    {
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
