// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension RecordingConsent {
    /// The record mode of a command: of the flag, else of the environment, else of the configuration file.
    ///
    /// The file does not count as asking for a recording where `CI` is set, since it is the same everywhere.
    static func inForce(named mode: RecordMode?) throws -> RecordingConsent {
        try RecordingConsent(
            named: mode,
            environment: ProjectConfiguration.current.environment,
            usual: Settings.mode.inForce
        )
    }

    /// The setting that gives the mode when no flag does, such as `TAPEDECK_RECORD=none`.
    static var source: String {
        let (mode, origin) = ProjectConfiguration.current.value(of: Settings.mode)
        if case .variable(let name) = origin { return "\(name)=\(mode.rawValue)" }
        return "'mode: \(mode.rawValue)' in \(origin)"
    }
}
