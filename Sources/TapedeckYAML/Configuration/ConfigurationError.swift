// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a configuration file.
package struct ConfigurationError: Error, Sendable, Hashable {
    /// One line that names file, line, key and remedy.
    package let message: String

    /// Creates an error.
    package init(_ message: String) {
        self.message = message
    }
}
