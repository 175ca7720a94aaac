// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckWorkflow

extension WorkflowError.Remedy {
    /// The next step as an option of the command.
    var option: String {
        switch self {
        case .otherFolder: "Give another folder with --output."
        case .otherFolderOrRestart(let restart):
            "Give another folder with --output, or --restart to \(restart.rawValue)."
        case .restart(let restart): "Add --restart to \(restart.rawValue)."
        }
    }
}
