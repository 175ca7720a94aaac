// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// An error in an API description.
package struct SchemaError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One line.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
