// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The state of one session, as the server's control API reports it and its clients read it.
package struct SessionStatus: Sendable, Hashable {
    /// The path of the control API that lists all sessions (GET) and begins one (POST).
    package static let path = "/_tapedeck/sessions"

    /// Names of JSON members in the control API.
    package enum Key {
        /// The list of all sessions.
        package static let sessions = "sessions"
        /// The name of a session.
        package static let name = "name"
        /// The cassette of a session.
        package static let cassette = "cassette"
        /// The record mode of a session.
        package static let mode = "mode"
        /// The path of the base URL of a session.
        package static let urlPath = "url_path"
        /// The base URL of the service that a session of its own asks.
        package static let upstream = "upstream"
        /// The counts of a session.
        package static let totals = "totals"
        /// The number of requests answered from the cassette, among the totals.
        package static let played = "played"
        /// The number of requests recorded, among the totals.
        package static let recorded = "recorded"
    }

    /// The name of the session.
    package var name: String
    /// The name of its cassette.
    package var cassette: String
    /// Its record mode.
    package var mode: RecordMode
    /// The path of its base URL, such as `/v1` or `/session/a/v1`.
    package var urlPath: String
    /// The base URL of the service it asks; nil when that is the server's upstream.
    package var upstream: String?
    /// Its counts, as an object.
    package var totals: JSONValue

    /// Creates a status.
    package init(
        name: String,
        cassette: String,
        mode: RecordMode,
        urlPath: String,
        upstream: String?,
        totals: JSONValue
    ) {
        self.name = name
        self.cassette = cassette
        self.mode = mode
        self.urlPath = urlPath
        self.upstream = upstream
        self.totals = totals
    }

    /// The number of requests answered from the cassette.
    package var played: Int { totals[Key.played]?.integer ?? 0 }
    /// The number of requests recorded.
    package var recorded: Int { totals[Key.recorded]?.integer ?? 0 }
}

extension SessionStatus {
    /// Reads the status of one session; nil when a member is missing.
    package init?(json: JSONValue) {
        guard let mode = json[Key.mode]?.string.flatMap(RecordMode.init(rawValue:)),
            let urlPath = json[Key.urlPath]?.string
        else { return nil }
        self.init(
            name: json[Key.name]?.string ?? "",
            cassette: json[Key.cassette]?.string ?? "",
            mode: mode,
            urlPath: urlPath,
            upstream: json[Key.upstream]?.string,
            totals: json[Key.totals] ?? .null
        )
    }

    /// Reads the answer to a request for all sessions; nil when it is no such answer.
    package static func all(in json: JSONValue) -> [SessionStatus]? {
        json[Key.sessions]?.elements?.compactMap { SessionStatus(json: $0) }
    }

    /// The status as the control API writes it.
    package var json: JSONValue {
        var members = [
            JSONMember(name: Key.name, value: .string(name)),
            JSONMember(name: Key.cassette, value: .string(cassette)),
            JSONMember(name: Key.mode, value: .string(mode.rawValue)),
            JSONMember(name: Key.totals, value: totals),
            JSONMember(name: Key.urlPath, value: .string(urlPath)),
        ]
        if let upstream { members.append(JSONMember(name: Key.upstream, value: .string(upstream))) }
        return .object(members)
    }
}
