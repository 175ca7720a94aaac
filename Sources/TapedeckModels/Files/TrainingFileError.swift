// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Why a job fails because of one of its files, as the job's `error` shows it.
package struct TrainingFileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The service's code, such as `invalid_n_examples`.
    package let code: String
    /// The job's field that names the file: `training_file` or `validation_file`.
    package let param: String
    /// The service's words.
    package let message: String
    /// The line, from 1; `nil` when it is about the file as a whole.
    package let line: Int?

    /// The message.
    package var description: String { message }

    init(_ fault: TrainingFault, in part: TrainingRules.Part) {
        param = part.parameter
        line = fault.line
        let prefix = "The job failed due to an invalid \(part.rawValue) file."
        switch fault.kind {
        case .count:
            code = "invalid_n_examples"
            message = fault.description
        case .format:
            code = "invalid_\(param)"
            message = "\(prefix) \(fault.description)"
        case .line, .example:
            code = "invalid_\(param)"
            message = "\(prefix) Invalid file format. \(fault.description)"
        }
    }
}
