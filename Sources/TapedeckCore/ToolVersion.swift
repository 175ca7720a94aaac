// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The version of Tapedeck.
package enum ToolVersion {
    /// The version as `--version` prints it and as new cassettes name it.
    package static let current = "0.1.0"
}
