// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Why a grader gave no reward.
struct GraderProblem: Error, Sendable, Hashable {
    /// The flag that the response raises.
    enum Kind: String, Sendable {
        case formula = "formula_parse_error"
        case sample = "sample_parse_error"
        case variable = "invalid_variable_error"
        case other = "other_error"
    }

    let kind: Kind
    /// What was wrong, for the error of a grader that is only checked.
    let message: String
}
