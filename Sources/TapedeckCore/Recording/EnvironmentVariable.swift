// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The names of the environment variables that Tapedeck reads and sets.
package enum EnvironmentVariable {
    /// The record mode when no flag names one; naming it is what allows to record where `CI` is set.
    package static let record = "TAPEDECK_RECORD"
    /// The root URL of the server of `tapedeck run`, for the commands of Tapedeck below it.
    package static let server = "TAPEDECK_SERVER"
}
