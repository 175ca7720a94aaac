// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

extension Session {
    /// The path of the session's base URL.
    var urlPath: String { name.isEmpty ? "/v1" : "/session/\(SessionName.encode(name))/v1" }

    /// The session as the control API shows it.
    func json() -> JSONValue {
        let status = SessionStatus(
            name: name.isEmpty ? SessionName.ofDefault : name,
            cassette: store.name,
            mode: mode,
            urlPath: urlPath,
            upstream: upstream,
            totals: statistics.counts.json
        )
        guard case .object(let members) = status.json else { return .null }
        // Clients whose requests all go to the service need a key of it.
        return .object(members + [JSONMember(name: "records_everything", value: .bool(recordsEverything))])
    }
}

extension Session {
    /// The session with the number of its unplayed recordings, which reads the whole cassette.
    func detailedJSON() throws -> JSONValue {
        guard case .object(let members) = json() else { return .null }
        return .object(members + [JSONMember(name: "unused", value: .integer(try unused(limit: 0).count))])
    }
}

extension RequestCounts {
    /// The counts as reports show them.
    package var json: JSONValue {
        [
            "requests": .integer(requests), SessionStatus.Key.played: .integer(played), "repeated": .integer(repeated),
            SessionStatus.Key.recorded: .integer(recorded), "passed": .integer(passed),
            "simulated": .integer(simulated),
            "missed": .integer(missed), "failed": .integer(failed), "broken_off": .integer(brokenOff),
            "lost": .integer(lost),
            "tokens": .integer(tokens), "bytes": .integer(bytes),
            "saved_microseconds": .integer(savedTime),
        ]
    }
}

extension Miss {
    /// Maximum number of differences from one recording that reports show.
    static let differenceLimit = 10

    /// The miss as reports show it.
    package var json: JSONValue {
        [
            "request": .string(requestLine), "session": .string(session.isEmpty ? SessionName.ofDefault : session),
            "cassette": .string(cassette), "mode": .string(mode.rawValue),
            "reason": .string(reason.name),
            "nearest": .array(
                nearest.map { nearest in
                    [
                        "id": .integer(nearest.id), "request": .string(nearest.requestLine),
                        "differences": .array(nearest.differences.prefix(Miss.differenceLimit).map(\.json)),
                    ]
                }
            ),
            "other_sessions": .array(otherSessions.map { .string($0) }),
            "message": .string(description),
        ]
    }
}

extension Miss {
    /// The miss as reports show it, with its remedies as the page offers them.
    var jsonWithRemedies: JSONValue {
        guard case .object(let members) = json else { return json }
        let remedies = remedies.map { remedy -> JSONValue in
            let clause = remedy.clause(for: .commandLine)
            return ["text": .string(clause), "command": .optional(remedy.copyableCommand)]
        }
        return .object(members + [JSONMember(name: "remedies", value: .array(remedies))])
    }
}

extension KeyDifference {
    fileprivate var json: JSONValue {
        ["place": .string(place), "recorded": .optional(recorded), "got": .optional(got)]
    }
}
