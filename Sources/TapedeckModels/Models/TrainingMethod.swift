// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// How a model is tuned, under the API's own names.
package enum TrainingMethod: String, Sendable, Hashable, CaseIterable {
    /// Answers to learn.
    case supervised
    /// Pairs of a better and a worse answer (direct preference optimisation).
    case dpo
    /// Questions whose answers a grader scores.
    case reinforcement
}
