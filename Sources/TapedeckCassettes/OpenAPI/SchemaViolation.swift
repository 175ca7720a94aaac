// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// A place at which a document is not what its schema says.
package struct SchemaViolation: Sendable, Hashable {
    /// The place.
    package var path: JSONPath
    /// The values that the schema allows.
    package let expected: String
    /// The value found.
    package let got: String
    /// Whether the description is known to be wrong about it, so that it says nothing about the answer.
    package var isQuirk = false

    /// One line that says all of it.
    package var message: String { "\(path): expected \(expected), got \(got)" }
}
