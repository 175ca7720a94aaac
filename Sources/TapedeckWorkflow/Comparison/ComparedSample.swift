// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A sample that at least one model has answered.
package struct ComparedSample: Sendable, Hashable {
    /// Names the sample, where a file does.
    package internal(set) var id: String?
    /// The text that was to be summarised.
    package internal(set) var dialogue: String?
    /// The summary that a person wrote.
    package internal(set) var reference: String?
}
