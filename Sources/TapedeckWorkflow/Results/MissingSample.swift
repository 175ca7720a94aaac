// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A sample without a prediction.
package struct MissingSample: Sendable, Hashable {
    /// Names the sample.
    package let id: String
    /// Why there is no prediction.
    package let reason: String

    /// Creates a value.
    /// - Parameters:
    ///   - id: Names the sample.
    ///   - reason: Why there is no prediction.
    package init(id: String, reason: String) {
        self.id = id
        self.reason = reason
    }
}
