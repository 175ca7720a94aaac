// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore

/// One isolated use of a cassette, with its own playback position and statistics.
final class Session: Sendable {
    /// The name in the path prefix and in the cassette; empty for the default session.
    let name: String
    /// The base URL of the service that the session uses in place of the server's upstream.
    let upstream: String?
    /// The cassette.
    let store: any CassetteStore
    /// The record mode.
    let mode: RecordMode
    /// Whether the session records everything: mode `all`, or `once` with a cassette that was empty.
    let recordsEverything: Bool
    /// The recordings that the session plays: for each request, those of the first scope that has any.
    let scopes: [RecordingScope]
    let policy: PlaybackPolicy
    let statistics: SessionStatistics
    /// The redaction rules beyond the built-in ones, compiled once.
    private let redaction: CompiledRedaction
    /// The secrets of the environment.
    let secrets: EnvironmentSecrets
    /// The requests that are answered while somebody looks.
    let feed: EventFeed
    /// The misses that are to be recorded when they come again; `nil` where the session cannot record them.
    let permits: RecordingPermits?
    private let playback: Playback
    private let lastRedactor: Mutex<Redactor>

    /// Creates a session at the beginning of its recordings.
    /// - Parameters:
    ///   - name: The name; empty for the default session.
    ///   - cassette: The cassette.
    ///   - mode: The record mode.
    ///   - policy: The order and timing of recordings.
    ///   - secrets: The secrets in the environment, which no recording may contain.
    ///   - upstream: The base URL of the session's own service; recordings of other services are not played then.
    ///   - feed: Where requests are noted while somebody looks.
    ///   - statistics: The statistics that requests are counted in.
    ///   - permits: The misses that are to be recorded, where the session can record them.
    /// - Throws: ``CassetteError`` when the cassette cannot be read.
    init(
        name: String,
        cassette: LoadedCassette,
        mode: RecordMode,
        policy: PlaybackPolicy,
        secrets: EnvironmentSecrets = .none,
        upstream: String? = nil,
        feed: EventFeed = EventFeed(),
        statistics: SessionStatistics = SessionStatistics(),
        permits: RecordingPermits? = nil
    ) throws {
        let store = cassette.store
        let scopes = SessionFilter.of(session: name).map { RecordingScope(sessions: $0, upTo: cassette.lastID) }
        self.name = name
        self.upstream = upstream
        self.store = store
        self.mode = mode
        self.recordsEverything = mode == .all || (mode == .once && cassette.isEmpty)
        self.scopes = scopes
        self.policy = policy
        self.statistics = statistics
        self.feed = feed
        self.permits = permits
        let redaction = try CompiledRedaction(store.redactionRules)
        // Fingerprints of version 1 depend only on the credentials in requests.
        self.secrets = store.redactionRules.version < RedactionRules.currentVersion ? .none : secrets
        self.redaction = redaction
        self.lastRedactor = Mutex(Redactor(rules: redaction, secrets: self.secrets.values))
        self.playback = Playback(store: store, scopes: scopes, policy: policy)
    }

    /// Starts over, with the position at the beginning and empty statistics.
    func reset() {
        playback.reset()
        statistics.reset()
        permits?.reset()
    }

    /// Decides what answers a request next.
    ///
    /// Any number of requests may call this at once; each recording is played to one of them.
    func decide(_ fingerprint: Fingerprint, isPoll: Bool) throws -> PlaybackDecision {
        try playback.decide(fingerprint, isPoll: isPoll)
    }

    /// The redactor of a request.
    ///
    /// Most requests of a run use the same API key, so the last redactor is kept.
    func redactor(for request: RequestContext) -> Redactor {
        let credentials = KeptHeaders.credentials(
            in: request.headerFields,
            query: request.target.query,
            rules: redaction
        )
        return lastRedactor.withLock { last in
            let known = last.secrets.dropFirst(secrets.values.count)
            if !known.elementsEqual(credentials, by: { $0.utf8.elementsEqual($1.utf8) }) {
                last = Redactor(rules: redaction, secrets: secrets.values + credentials.map(String.init))
            }
            return last
        }
    }
}

extension Session {
    /// Whether requests may be recorded.
    var mayRecord: Bool { recordsEverything || mode == .newEpisodes }

    /// The recordings that were played, or skipped by the poll policy.
    var played: InteractionSet { playback.played }

    /// The numbers of the recordings that the session plays for a request.
    func recordings(of fingerprint: Fingerprint) throws -> [InteractionID] {
        for scope in scopes {
            let ids = try store.ids(fingerprint, in: scope)
            if !ids.isEmpty { return ids }
        }
        return []
    }

    /// Removes what was recorded under this session's name before it began, once it has recorded that anew.
    /// - Returns: The number of interactions removed: 0 in other modes than `all`, and when nothing was recorded or
    ///   a response was lost.
    /// - Throws: ``CassetteError`` when that could not be committed.
    func dropEarlierRecordings() async throws -> Int {
        let counts = statistics.counts
        guard mode == .all, !name.isEmpty, counts.recorded > 0, counts.lost == 0 else { return 0 }
        return try await store.removeRecordings(of: name, upTo: scopes[0].upTo)
    }

    /// The report of the session alone.
    func report() throws -> RunReport {
        let unused = try unused(limit: RunReport.unusedLimit)
        return RunReport(
            counts: statistics.counts,
            misses: statistics.misses,
            unusedCount: unused.count,
            unused: unused.first
        )
    }

    /// The session's own recordings that it has not played.
    func unused(limit: Int) throws -> UnusedRecordings {
        guard !recordsEverything else { return .none }
        return try UnusedRecordings(in: store, scope: scopes[0], played: played, limit: limit)
    }
}
