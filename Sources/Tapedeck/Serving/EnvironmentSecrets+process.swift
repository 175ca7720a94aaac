// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
package import TapedeckCore

extension EnvironmentSecrets {
    /// The credentials in this process's environment; the path of a file is none.
    package static let ofProcess = EnvironmentSecrets(ProcessInfo.processInfo.environment) { value in
        value.hasPrefix("/") && FileManager.default.fileExists(atPath: value)
    }
}
