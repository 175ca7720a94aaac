// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore

/// One isolated use of a cassette: its own play-back position and its own account of what happened.
final class Session: Sendable {
    /// The name in the path prefix and in the cassette; empty for the default session.
    let name: String
    /// The base URL of the service the session asks in the place of the server's upstream.
    let upstream: String?
    /// The cassette.
    let store: any CassetteStore
    /// The record mode.
    let mode: RecordMode
    /// Whether the session records everything: mode `all`, or `once` with a cassette that was empty.
    let recordsEverything: Bool
    /// The recordings the session plays: those of the first scope that has any of a request.
    let scopes: [RecordingScope]
    let policy: PlaybackPolicy
    let statistics: SessionStatistics
    /// What is redacted beside what always is, compiled once.
    private let redaction: CompiledRedaction
    /// The secrets of the environment.
    let secrets: EnvironmentSecrets
    private let playback: Mutex<Playback>
    private let lastRedactor: Mutex<Redactor>

    /// Creates a session at the beginning of its recordings.
    /// - Parameters:
    ///   - name: The name; empty for the default session.
    ///   - cassette: The cassette.
    ///   - mode: The record mode.
    ///   - policy: How recordings follow each other.
    ///   - secrets: The secrets of the environment, which no recording is to hold.
    ///   - upstream: The base URL of a service of its own; what others answered is not played then.
    /// - Throws: ``CassetteError`` when the cassette cannot be read.
    init(
        name: String,
        cassette: LoadedCassette,
        mode: RecordMode,
        policy: PlaybackPolicy,
        secrets: EnvironmentSecrets = .none,
        upstream: String? = nil
    ) throws {
        // What a named session has no recording of, it shares with the default session.
        let isAlone = name.hasPrefix(SessionFilter.upstreamPrefix)
        let filters: [SessionFilter] = name.isEmpty ? [.shared] : isAlone ? [.label(name)] : [.label(name), .label("")]
        let store = cassette.store
        let scopes = filters.map { RecordingScope(sessions: $0, upTo: cassette.lastID) }
        self.name = name
        self.upstream = upstream
        self.store = store
        self.mode = mode
        self.recordsEverything = mode == .all || (mode == .once && cassette.isEmpty)
        self.scopes = scopes
        self.policy = policy
        self.statistics = SessionStatistics()
        let redaction = try CompiledRedaction(store.redactionRules)
        // Fingerprints of the first version rest on the credentials of requests alone.
        self.secrets = store.redactionRules.version < RedactionRules.currentVersion ? .none : secrets
        self.redaction = redaction
        self.lastRedactor = Mutex(Redactor(rules: redaction, secrets: self.secrets.values))
        self.playback = Mutex(Playback(store: store, scopes: scopes, policy: policy))
    }

    /// Starts over: the position goes back to the beginning and the account is emptied.
    func reset() {
        playback.withLock { $0 = Playback(store: store, scopes: scopes, policy: policy) }
        statistics.reset()
    }

    /// Decides what answers a request next.
    ///
    /// Any number of requests may ask at once; each recording is played to one of them.
    func decide(_ fingerprint: Fingerprint, isPoll: Bool) throws -> PlaybackDecision {
        try playback.withLock { try $0.decide(fingerprint, isPoll: isPoll) }
    }

    /// The redactor of a request.
    ///
    /// Requests of one run mostly have one key, so the last redactor is kept.
    func redactor(for request: RequestContext) -> Redactor {
        let credentials = KeptHeaders.credentials(
            in: request.headerFields,
            query: request.target.query,
            rules: redaction
        )
        return lastRedactor.withLock { last in
            if !last.secrets.dropFirst(secrets.values.count).elementsEqual(credentials) {
                last = Redactor(rules: redaction, secrets: secrets.values + credentials)
            }
            return last
        }
    }
}

extension Session {
    /// The recordings that were played, or passed over by a poll policy.
    var played: InteractionSet { playback.withLock { $0.played } }

    /// The numbers of a request's recordings that the session plays.
    func recordings(of fingerprint: Fingerprint) throws -> [InteractionID] {
        for scope in scopes {
            let ids = try store.ids(fingerprint, in: scope)
            if !ids.isEmpty { return ids }
        }
        return []
    }

    /// The recordings of its own that the session has not played.
    func unused(limit: Int) throws -> UnusedRecordings {
        guard !recordsEverything else { return .none }
        return try UnusedRecordings(in: store, scope: scopes[0], played: played, limit: limit)
    }
}
