// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What a fine-tuning run came to.
package struct FineTuneOutcome: Sendable {
    /// How the job ended.
    package let end: JobEnd
    /// Its losses, as a drawing.
    package let curve: LossCurve

    /// The tuned model.
    /// - Returns: Its name.
    /// - Throws: ``WorkflowError`` with code `checkFailed` and the service's reason when there is none.
    package func model() throws(WorkflowError) -> String {
        if end.status == "succeeded", let model = end.model { return model }
        let verb =
            switch end.status {
            case "cancelled": "was cancelled"
            case "succeeded": "succeeded, but the service names no model"
            default: end.status
            }
        let reason = end.reason.map { ": \($0)" } ?? ""
        throw .checkFailed("The job \(end.id) \(verb)\(reason) Create another one with --restart.")
    }
}
