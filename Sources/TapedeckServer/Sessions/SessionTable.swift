// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
import TapedeckCore

/// A session with its responder chain.
struct ServedSession: Sendable {
    let session: Session
    let chain: ResponderChain
    /// Whether the event loop may answer: recordings are played, and matching them takes no user's regular expression.
    let answersAtOnce: Bool
    /// Rewrites links in responses so that clients stay on this server.
    let links: UpstreamLinks
    /// The simulator of the session, if it has one.
    var simulator: (any SessionSimulator)?
}

/// The sessions of a server by name.
///
/// A session begins with its first request or through the control API.
final class SessionTable: Sendable {
    /// Maximum number of sessions at a time.
    static let limit = 10_000

    private struct State {
        var sessions: SpelledDictionary<ServedSession> = [:]
        /// The statistics of sessions that have ended.
        var ended = RequestCounts()
        var endedMisses: [Miss] = []
        var endedPlayed: SpelledDictionary<PlayedCassette> = [:]
        /// The number of the last recording that each cassette had when its first session began.
        var beginnings: SpelledDictionary<InteractionID> = [:]

        /// Adds the statistics of a session that ends or starts over.
        mutating func add(_ session: Session) {
            ended += session.statistics.counts
            endedMisses += session.statistics.misses.prefix(SessionStatistics.missLimit - endedMisses.count)
            session.addPlayed(to: &endedPlayed)
        }
    }

    private let make: @Sendable (String, SessionSettings) throws -> ServedSession
    private let state = Mutex(State())

    /// - Parameter make: Makes the session of a name.
    init(make: @escaping @Sendable (String, SessionSettings) throws -> ServedSession) {
        self.make = make
    }

    /// The session of a name, if it exists.
    func existing(_ name: String) -> ServedSession? {
        state.withLock { $0.sessions[name] }
    }

    /// The session of a name, which begins now if it does not exist.
    func session(named name: String) throws -> ServedSession {
        if let session = existing(name) { return session }
        return try begin(name, SessionSettings(), orReturnExisting: true)
    }

    /// Begins a session.
    /// - Throws: ``SessionError`` when the name is taken or cannot be one, or there are too many.
    func begin(_ name: String, _ settings: SessionSettings, orReturnExisting: Bool = false) throws -> ServedSession {
        if !name.isEmpty {
            do {
                try SessionName.check(name)
            } catch {
                throw SessionError.invalidName(error)
            }
        }
        if !orReturnExisting, existing(name) != nil { throw SessionError.exists(name) }
        let made = try make(name, settings)
        return try state.withLock { state in
            if let existing = state.sessions[name] {
                guard orReturnExisting else { throw SessionError.exists(name) }
                return existing
            }
            guard state.sessions.count < Self.limit else { throw SessionError.tooMany }
            state.sessions[name] = made
            let store = made.session.store
            if !(store is EmptyCassette), state.beginnings[store.name] == nil {
                state.beginnings[store.name] = made.session.scopes[0].upTo
            }
            return made
        }
    }

    /// Ends a session; its statistics stay in the run's.
    func end(_ name: String) throws -> ServedSession {
        try state.withLock { state in
            guard let session = state.sessions.removeValue(forKey: name) else { throw SessionError.unknown(name) }
            session.session.statistics.advance()
            state.add(session.session)
            return session
        }
    }

    /// Ends a session if it exists, and closes its cassette when no other session uses it.
    func retire(_ name: String) {
        guard let store = try? end(name).session.store else { return }
        let isUsed = state.withLock { $0.sessions.values.contains { $0.session.store.name == store.name } }
        if !isUsed { store.rest() }
    }

    /// Starts a session over; its statistics so far stay in the run's.
    func reset(_ name: String) throws -> ServedSession {
        try state.withLock { state in
            guard let session = state.sessions[name] else { throw SessionError.unknown(name) }
            state.add(session.session)
            session.session.reset()
            session.simulator?.reset()
            return session
        }
    }

    /// All sessions by name.
    var all: [ServedSession] {
        state.withLock { $0.sessions.values.sorted { $0.session.name < $1.session.name } }
    }

    /// The statistics of the run.
    var counts: RequestCounts {
        let (sessions, ended) = state.withLock { (Array($0.sessions.values), $0.ended) }
        return sessions.reduce(into: ended) { $0 += $1.session.statistics.counts }
    }

    /// The interactions that the run has played from each cassette, over all sessions.
    var played: [PlayedCassette] {
        let (sessions, ended) = state.withLock { (Array($0.sessions.values), $0.endedPlayed) }
        return sessions.reduce(into: ended) { $1.session.addPlayed(to: &$0) }.values
            .sorted { $0.store.name < $1.store.name }
    }

    /// The cassettes of the run.
    var tapes: [RunTape] {
        let played = played
        return state.withLock { Array($0.beginnings) }.map { name, last in
            let own = played.first { $0.store.name.isSpelled(like: name) }
            return RunTape(name: name, last: last, played: own?.played ?? InteractionSet())
        }
        .sorted { $0.name < $1.name }
    }

    /// The misses of the run.
    var misses: [Miss] {
        let ended = state.withLock { $0.endedMisses }
        return ended + all.flatMap(\.session.statistics.misses)
    }
}

/// The interactions that a run has played from one cassette.
struct PlayedCassette: Sendable {
    let store: any CassetteStore
    /// The recordings that were there when the run began.
    let scope: RecordingScope
    var played: InteractionSet
    /// The names of the sessions that sent requests.
    var sessions: Set<String> = []
}

extension Session {
    /// Adds the interactions that the session has played; a session that only records has played none.
    fileprivate func addPlayed(to cassettes: inout SpelledDictionary<PlayedCassette>) {
        guard !recordsEverything else { return }
        let scope = RecordingScope(upTo: scopes[0].upTo)
        var cassette =
            cassettes[store.name] ?? PlayedCassette(store: store, scope: scope, played: InteractionSet())
        cassette.played.formUnion(played)
        if statistics.counts.requests > 0 { cassette.sessions.insert(name) }
        cassettes[store.name] = cassette
    }
}

/// An error in a request about sessions.
package enum SessionError: Error, CustomStringConvertible {
    case invalidName(SessionNameError)
    case exists(String)
    case unknown(String)
    case tooMany
    case invalidSettings(String)
    case noSuchCassette(String)

    /// One line for people.
    package var description: String { envelope.message }

    var envelope: ErrorEnvelope {
        switch self {
        case .invalidName(let error):
            .invalidRequest(.badRequest, code: "invalid_session_name", "Invalid session name: \(error).")
        case .exists(let name):
            .invalidRequest(
                .conflict,
                code: "session_exists",
                "The session '\(name.isEmpty ? SessionName.ofDefault : name)' exists; end it first or reset it."
            )
        case .unknown(let name):
            .invalidRequest(.notFound, code: "session_not_found", "There is no session '\(name)'.")
        case .tooMany:
            .invalidRequest(
                .tooManyRequests,
                code: "too_many_sessions",
                "There are \(SessionTable.limit) sessions already; end some with DELETE /_tapedeck/sessions/NAME."
            )
        case .noSuchCassette(let reason):
            .invalidRequest(.notFound, code: "cassette_not_found", reason)
        case .invalidSettings(let reason):
            .invalidRequest(.badRequest, code: "invalid_session", reason)
        }
    }
}
