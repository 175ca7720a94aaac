// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// When to record and when to play back: VCR's record modes, with VCR's names and meanings.
public enum RecordMode: String, Sendable, Hashable, CaseIterable {
    /// Records everything when the cassette is new or empty; afterwards plays back only, and a new request is a miss.
    case once
    /// Plays back what is recorded and records what is not.
    case newEpisodes = "new_episodes"
    /// Plays back only.
    case none
    /// Never plays back; records everything and replaces earlier recordings of the same requests.
    case all
}

extension RecordMode {
    /// Tells whether something may be recorded in this mode.
    /// - Parameter isEmpty: Whether the cassette was empty when the run began.
    /// - Returns: Whether requests may go to the upstream and be recorded.
    package func records(emptyCassette isEmpty: Bool) -> Bool {
        switch self {
        case .once: isEmpty
        case .newEpisodes, .all: true
        case .none: false
        }
    }

    /// All modes, for messages.
    package static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
