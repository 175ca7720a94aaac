// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The features by which a tuned model ranks a draft among those of a dialogue.
struct DraftFeatures: Sendable {
    static let width = 28

    /// Numbers of the draft's terms, equal for equal terms within one dialogue.
    let terms: [Int32]
    let values: [Double]
}
