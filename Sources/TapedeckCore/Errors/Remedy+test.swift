// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension Remedy {
    /// The step for the author of a Swift test with a trait of `TapedeckTesting`.
    /// - Parameter filter: The expression for `swift test --filter`.
    /// - Returns: A clause without a full stop.
    func step(inTest filter: String) -> String {
        let test = "swift test --filter '\(filter)'"
        return switch self {
        case .recordCassette: "record it: \(EnvironmentVariable.record)=once \(test)"
        case .recordInteraction: "run: \(EnvironmentVariable.record)=all \(test)"
        case .renameSession: command
        case .repeatLast: "pass playback: PlaybackPolicy(repeat: .last)"
        case .loosen(.ignoreJSON(let path)):
            "pass matching: try MatchingRules(ignoringJSON: [\(path.description.debugDescription)])"
        case .loosen(.ignoreQuery(let name)): "pass matching: try MatchingRules(query: [\(name.debugDescription)])"
        case .loosen(.scrub(let name)): "pass matching: try MatchingRules(scrubbing: [\(name.debugDescription)])"
        case .allowRecording(let mode):
            "commit a recorded cassette; or ask for a recording: \(EnvironmentVariable.record)=\(mode.rawValue) \(test)"
        case .openForRecording(let mode): "give every test of this cassette the mode \(mode.rawValue)"
        default: hint
        }
    }
}
