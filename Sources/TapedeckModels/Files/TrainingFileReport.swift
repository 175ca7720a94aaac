// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What came of checking a training file.
package struct TrainingFileReport: Sendable, Hashable {
    /// What the file holds.
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

    /// What a job with this file fails with: its first fault; `nil` when the file is good.
    package var error: TrainingFileError? { faults.first.map { TrainingFileError($0, in: part) } }

    /// Gives the summary of a good file.
    /// - Returns: The summary.
    /// - Throws: ``TrainingFileError`` that tells the first fault.
    package func get() throws(TrainingFileError) -> TrainingFileSummary {
        if let error { throw error }
        return summary
    }
}
