// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The record mode of a run, and whether the user chose it: where `CI` is set, nothing is recorded by accident.
///
/// A cassette that was not committed would otherwise be recorded anew by every build, live and at a cost, and every build
/// would pass.
package struct RecordingConsent: Sendable, Hashable {
    /// The user chose to record.
    package static let given = RecordingConsent(mode: .once, isGiven: true)
    /// Nothing is recorded.
    package static let playing = RecordingConsent(mode: .none, isGiven: true)

    /// Nothing is recorded, since `CI` is set.
    package static let prevented = RecordingConsent(mode: .once, isGiven: false)

    /// The record mode of the run.
    package let mode: RecordMode
    /// Whether the run may record.
    package let isGiven: Bool

    private init(mode: RecordMode, isGiven: Bool) {
        self.mode = mode
        self.isGiven = isGiven
    }

    /// Decides for a run.
    /// - Parameters:
    ///   - named: The mode that a flag names; `nil` when none does.
    ///   - environment: The environment, where `TAPEDECK_RECORD` may name the mode.
    ///   - usual: The mode when neither names one; it does not ask for a recording where `CI` is set.
    /// - Throws: ``CassetteError`` when the variable names no mode.
    package init(
        named: RecordMode?,
        environment: [String: String],
        usual: RecordMode = .once
    ) throws(CassetteError) {
        if let named {
            self.init(mode: named, isGiven: true)
        } else if let name = environment[EnvironmentVariable.record], !name.isEmpty {
            guard let mode = RecordMode(rawValue: name) else {
                throw CassetteError(
                    code: .invalidArgument,
                    message:
                        "\(EnvironmentVariable.record) is '\(name)', which is no record mode; use \(RecordMode.list)."
                )
            }
            self.init(mode: mode, isGiven: true)
        } else {
            self.init(mode: usual, isGiven: usual == .none || !Self.isCI(environment))
        }
    }

    /// Whether `CI` marks a build machine; an empty value, `0` and `false` do not.
    package static func isCI(_ environment: [String: String]) -> Bool {
        !["", "0", "false", "no", "off"].contains((environment["CI"] ?? "").lowercased())
    }

    /// Why nothing is recorded.
    /// - Parameter reason: Why there is nothing to play.
    /// - Returns: The error, which says how to ask for a recording.
    package func refusal(_ reason: String) -> CassetteError {
        CassetteError(
            code: .invalidArgument,
            message:
                "CI is set, so nothing is recorded by default, and there is nothing to play: \(reason)",
            remedy: .allowRecording(mode)
        )
    }
}
