// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What happens when a test passes and did not play all recordings of its session.
public enum UnusedPolicy: String, Sendable, Hashable, CaseIterable {
    /// Nothing.
    case ignore
    /// The test records a warning, which names them.
    case warn
    /// The test fails.
    case fail
}
