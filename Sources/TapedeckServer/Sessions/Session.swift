// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
public import TapedeckCore

/// One isolated use of a cassette: its own play-back position and its own account of what happened.
final class Session: Sendable {
    /// The name in the path prefix and in the cassette; empty for the default session.
    let name: String
    /// The cassette.
    let store: any CassetteStore
    /// The record mode.
    let mode: RecordMode
    /// Whether the session records everything: mode `all`, or `once` with a cassette that was empty.
    let recordsEverything: Bool
    /// The recordings the session plays.
    let scope: RecordingScope
    let policy: PlaybackPolicy
    let ledger: Ledger
    /// What is redacted beside what always is, compiled once.
    let patterns: LinePatterns
    private let playback: Mutex<Playback>
    private let lastRedactor: Mutex<Redactor>

    /// Creates a session at the beginning of its recordings.
    /// - Parameters:
    ///   - name: The name; empty for the default session.
    ///   - store: The cassette.
    ///   - mode: The record mode.
    ///   - policy: How recordings follow each other.
    /// - Throws: ``CassetteError`` when the cassette cannot be read.
    init(name: String, store: any CassetteStore, mode: RecordMode, policy: PlaybackPolicy) throws {
        let last = try store.lastID()
        var scope = RecordingScope(sessions: .any, upTo: last)
        if !name.isEmpty {
            // A session without recordings of its own shares those of the default session.
            scope.sessions = .label(name)
            if try store.count(in: scope) == 0 { scope.sessions = .label("") }
        }
        self.name = name
        self.store = store
        self.mode = mode
        self.recordsEverything = mode == .all || (mode == .once && last == 0)
        self.scope = scope
        self.policy = policy
        self.ledger = Ledger()
        self.patterns = try LinePatterns(store.redactionRules)
        self.lastRedactor = Mutex(Redactor(patterns: patterns))
        self.playback = Mutex(Playback(store: store, scope: scope, policy: policy))
    }

    /// Starts over: the position goes back to the beginning and the account is emptied.
    func reset() {
        playback.withLock { $0 = Playback(store: store, scope: scope, policy: policy) }
        ledger.reset()
    }

    /// Takes the next turn of a request.
    func nextTurn(_ fingerprint: Fingerprint, isPoll: Bool) throws -> Playback.Turn {
        try playback.withLock { playback in
            let plan = try playback.plan(fingerprint, isPoll: isPoll)
            playback.take(plan)
            return plan.turn
        }
    }

    /// Takes the next turn of a request if it is of a kind that is accepted; else leaves the position where it is.
    func nextTurn(
        _ fingerprint: Fingerprint, isPoll: Bool, if accepts: (Playback.Turn) -> Bool
    ) throws -> Playback.Turn? {
        try playback.withLock { playback in
            let plan = try playback.plan(fingerprint, isPoll: isPoll)
            guard accepts(plan.turn) else { return nil }
            playback.take(plan)
            return plan.turn
        }
    }

    /// The redactor of a request. Requests of one run mostly have one key, so the last redactor is kept.
    func redactor(for request: ServedRequest) -> Redactor {
        let credentials = HeaderPolicy.credentials(in: request.headerFields)
        return lastRedactor.withLock { last in
            if last.secrets != credentials { last = Redactor(patterns: patterns, secrets: credentials) }
            return last
        }
    }
}

extension Session {
    /// The number of recordings that were never played.
    func unusedCount() throws -> Int {
        guard !recordsEverything else { return 0 }
        return try store.count(in: scope) - playback.withLock { $0.played.count }
    }

    /// The recordings that were never played, in recorded order, at most `limit`.
    func unused(limit: Int) throws -> [UnusedRecording] {
        guard !recordsEverything else { return [] }
        let played = playback.withLock { $0.played }
        return try store.ids(in: scope, limit: limit) { !played.contains($0) }.map {
            UnusedRecording(id: $0, requestLine: try store.request(of: $0).requestLine)
        }
    }
}

/// A recording that a run did not play.
public struct UnusedRecording: Sendable, Hashable {
    /// The number of the interaction.
    public let id: InteractionID
    /// Method and target.
    public let requestLine: String
}
