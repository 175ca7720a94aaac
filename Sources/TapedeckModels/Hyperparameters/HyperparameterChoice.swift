// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A hyperparameter that is given, or left to the service.
package enum HyperparameterChoice<Value: Sendable & Hashable>: Sendable, Hashable {
    /// The service chooses after it has seen the file.
    case auto
    /// A value of the caller's.
    case value(Value)

    /// The value, or what `auto` stands for.
    package func resolved(auto: @autoclosure () -> Value) -> Value {
        switch self {
        case .auto: auto()
        case .value(let value): value
        }
    }
}
