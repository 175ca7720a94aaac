// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A reason why a run failed and its exit code is not 0.
public struct RunFailure: Error, Sendable, Hashable {
    /// The kind of failure, as reports name it.
    public enum Kind: String, Sendable, Hashable {
        /// The command ended with an exit code other than 0, or could not be started.
        case command
        /// Requests had no recording.
        case missed
        /// Requests were refused, for example since their URL leads nowhere.
        case refused
        /// Responses could not be recorded.
        case lost
        /// Recordings were not played.
        case unused
        /// The server, or a cassette, failed.
        case error
    }

    /// The kind of failure.
    public let kind: Kind
    /// One line for people.
    public let message: String

    /// Creates a failure.
    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The failure as reports show it.
    var json: JSONValue { ["kind": .string(kind.rawValue), "message": .string(message)] }
}

extension RunReport {
    /// The failures that the counts show.
    /// - Parameters:
    ///   - missesFail: Whether a miss is a failure.
    ///   - unusedFails: Whether a recording that was not played is one.
    /// - Returns: A failure for each kind of thing that went wrong.
    package func failures(missesFail: Bool, unusedFails: Bool) -> [RunFailure] {
        var failures: [RunFailure] = []
        if missesFail, counts.missed > 0 {
            failures.append(RunFailure(.missed, "\(counted(counts.missed, "request")) had no recording"))
        }
        if missesFail, refusedCount > 0 {
            failures.append(RunFailure(.refused, "\(counted(refusedCount, "request")) reached no session"))
        }
        if counts.lost > 0 {
            failures.append(RunFailure(.lost, "\(counted(counts.lost, "answer")) could not be recorded"))
        }
        if unusedFails, unusedCount > 0 {
            let were = unusedCount == 1 ? "was" : "were"
            failures.append(RunFailure(.unused, "\(counted(unusedCount, "recording")) \(were) not played"))
        }
        return failures
    }
}
