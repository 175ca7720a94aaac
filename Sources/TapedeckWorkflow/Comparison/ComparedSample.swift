// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A sample that at least one model has answered.
public struct ComparedSample: Sendable, Hashable {
    /// Names the sample, where a file does.
    public internal(set) var id: String?
    /// The text that was to be summarised.
    public internal(set) var dialogue: String?
    /// The summary that a person wrote.
    public internal(set) var reference: String?
}
