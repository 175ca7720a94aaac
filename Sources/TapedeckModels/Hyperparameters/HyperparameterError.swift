// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A hyperparameter out of its range, as the service's error shows it.
package struct HyperparameterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The service's code, such as `integer_below_min_value`.
    package let code: String
    /// The field, such as `hyperparameters.n_epochs`.
    package let param: String
    /// The service's words.
    package let message: String

    /// The message.
    package var description: String { message }

    init(integer value: Int, of param: String, range: ClosedRange<Int>) {
        let isBelow = value < range.lowerBound
        self.init(isBelow, "integer", param, isBelow ? ">= \(range.lowerBound)" : "<= \(range.upperBound)", "\(value)")
    }

    init(decimal value: Double, of param: String, above: String) {
        self.init(true, "decimal", param, "> \(above)", Self.text(value))
    }

    init(decimal value: Double, of param: String, atMost: String) {
        self.init(false, "decimal", param, "<= \(atMost)", Self.text(value))
    }

    private init(_ isBelow: Bool, _ type: String, _ param: String, _ bound: String, _ value: String) {
        code = "\(type)_\(isBelow ? "below_min" : "above_max")_value"
        self.param = param
        message =
            "Invalid '\(param)': \(type) \(isBelow ? "below minimum" : "above maximum") value. "
            + "Expected a value \(bound), but got \(value) instead."
    }

    /// A number without the fraction of a whole one.
    private static func text(_ value: Double) -> String {
        Int(exactly: value).map(String.init) ?? "\(value)"
    }
}
