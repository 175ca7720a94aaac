// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The result of checking a training file.
package struct TrainingFileReport: Sendable, Hashable {
    /// A summary of the file.
    ///
    /// After the last fault that was looked for it counts no further.
    package let summary: TrainingFileSummary
    /// The faults in the order of the file, at most as many as were asked for.
    package let faults: [TrainingFault]
    private let part: TrainingRules.Part

    init(summary: TrainingFileSummary, faults: [TrainingFault], part: TrainingRules.Part) {
        self.summary = summary
        self.faults = faults
        self.part = part
    }

    /// The error that a job with this file fails with: its first fault; `nil` for a valid file.
    package var error: TrainingFileError? { faults.first.map { TrainingFileError($0, in: part) } }

    /// Gives the summary of a good file.
    /// - Returns: The summary.
    /// - Throws: ``TrainingFileError`` that tells the first fault.
    package func get() throws(TrainingFileError) -> TrainingFileSummary {
        if let error { throw error }
        return summary
    }
}
