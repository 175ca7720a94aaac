// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What a tuned model sees of a draft when it ranks it against the others of the same dialogue.
struct DraftFeatures: Sendable {
    static let width = 28

    /// Numbers of the draft's terms, equal for equal terms within one dialogue.
    let terms: [Int32]
    let values: [Double]
}
