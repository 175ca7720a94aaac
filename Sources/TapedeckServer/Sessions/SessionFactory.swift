// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// Makes the sessions of a server from cassettes, an upstream, a simulator, and the rules for recording and playback.
package struct SessionFactory: Sendable {
    /// The record mode of sessions that name none.
    package var mode: RecordMode
    /// The order and timing of recordings.
    package var playback: PlaybackPolicy
    /// The limits and rules of recording.
    package var recording: RecordingPolicy
    /// The client of the service; `nil` when nothing can be recorded.
    package var upstream: (any Upstream)?
    /// Makes the simulator of a session, which answers in place of an upstream; `nil` when nothing is simulated.
    ///
    /// With a cassette the simulator continues from what is recorded there, without one it starts with no state.
    package var makeSimulator: SimulatorMaker?
    /// The credentials in the environment, which no recording may contain.
    package var secrets: EnvironmentSecrets
    /// Whether a session whose mode was not named may record.
    package var consent: RecordingConsent
    /// Makes the client of a service that a session uses in place of ``upstream``, from its base URL; `nil` when
    /// sessions cannot have one.
    package var makeUpstream: (@Sendable (_ baseURL: String) throws -> any Upstream)?
    /// Warns once about a client that polls without pausing; `nil` for no warning.
    package var pollWatch: PollWatch?
    /// The log of requests.
    package var log: any RequestLog
    /// Whether the server has no cassette of its own: every session names one, and loads it when it begins.
    package var hasNoCassette: Bool
    /// Reads the simulator that a session of the control API describes; `nil` where none can.
    package var readSimulator: (@Sendable (JSONValue) throws -> SimulatorMaker)?
    /// Whether the server only shows its cassette, and answers no requests from it.
    package var isForBrowsing = false
    /// The requests that are answered while somebody looks.
    let feed: EventFeed
    /// Opens the cassette of a session; one that is open already is returned again.
    package var cassette: @Sendable (CassetteRequest) throws -> LoadedCassette
    /// Opens the cassette of a session that plays it for recording too; `nil` where that cannot be.
    package var recordedCassette: (@Sendable (CassetteRequest) throws -> LoadedCassette)?

    /// Creates a factory.
    package init(
        mode: RecordMode,
        playback: PlaybackPolicy = PlaybackPolicy(),
        recording: RecordingPolicy = RecordingPolicy(),
        upstream: (any Upstream)? = nil,
        makeSimulator: SimulatorMaker? = nil,
        secrets: EnvironmentSecrets = .none,
        consent: RecordingConsent = .given,
        makeUpstream: (@Sendable (_ baseURL: String) throws -> any Upstream)? = nil,
        pollWatch: PollWatch? = nil,
        log: any RequestLog,
        hasNoCassette: Bool = false,
        readSimulator: (@Sendable (JSONValue) throws -> SimulatorMaker)? = nil,
        spans: SpanQueue? = nil,
        cassette: @escaping @Sendable (CassetteRequest) throws -> LoadedCassette
    ) {
        self.mode = mode
        self.playback = playback
        self.recording = recording
        self.upstream = upstream
        self.makeSimulator = makeSimulator
        self.secrets = secrets
        self.consent = consent
        self.makeUpstream = makeUpstream
        self.pollWatch = pollWatch
        self.log = log
        self.hasNoCassette = hasNoCassette
        self.readSimulator = readSimulator
        self.feed = EventFeed(spans: spans)
        self.cassette = cassette
    }

    /// Makes a session with the responders that its mode requires.
    func makeSession(
        _ name: String,
        _ settings: SessionSettings,
        budget: UpstreamBudget,
        exchanges: ExchangeGroup
    ) throws -> ServedSession {
        let mode = try mode(of: settings)
        guard upstream != nil || makeSimulator != nil || mode == .none else {
            throw SessionError.invalidSettings(
                "This server only plays; for mode '\(mode.rawValue)', \(Remedy.runRecorder.clause(for: .commandLine))."
            )
        }
        var playback = settings.playback ?? playback
        // A request whose recordings have all been played counts as new and is recorded.
        if mode == .newEpisodes { playback.repeat = .never }
        let loaded = try load(settings, mode: mode, session: name)
        let records = mode.records(emptyCassette: loaded.isEmpty)
        if records { try requireNoSecret(name, settings) }
        let session = try Session(
            name: name,
            cassette: loaded,
            mode: mode,
            policy: playback,
            secrets: secrets,
            upstream: settings.upstream,
            feed: feed,
            permits: mayRecordLater(mode, records: records) ? RecordingPermits() : nil
        )
        // A recording of the simulator starts with no state; playback continues from what is recorded.
        let answersAll = records || settings.cassette == nil
        let maker = (answersAll ? settings.simulator : settings.missSimulator) ?? makeSimulator
        let simulator = maker?(records || loaded.isEmpty ? nil : loaded)
        var upstream = upstream
        if records {
            upstream =
                try simulator.map { SimulatedUpstream(simulator: $0) } ?? ownUpstream(name, settings) ?? upstream
        } else {
            upstream = upstream ?? simulator.map { SimulatedUpstream(simulator: $0) }
        }

        var links: [any Responder] = isForBrowsing ? [BrowsingResponder(session: session)] : []
        if let upstream, !recording.passedPaths.isEmpty {
            let paths = recording.passedPaths
            links.append(
                PassThroughResponder(upstream: upstream, session: session, log: log, budget: budget) { target in
                    paths.contains { target.path.hasPrefix($0) }
                }
            )
        }
        // A server that records logs every request; one that only plays logs misses.
        if !session.recordsEverything, !loaded.isEmpty {
            links.append(ReplayResponder(session: session, log: mode == .newEpisodes ? log : nil))
        }
        if let upstream, records {
            links.append(
                RecordingResponder(
                    session: session,
                    upstream: upstream,
                    policy: recording,
                    budget: budget,
                    exchanges: exchanges,
                    log: log
                )
            )
        } else if let simulator {
            // Log a fallback to the simulator; without a cassette, every request is simulated.
            let log = loaded.isEmpty ? nil : log
            links.append(SimulatorResponder(session: session, simulator: simulator, log: log))
        } else {
            if let permits = session.permits {
                links.append(
                    LateRecordingResponder(session: session, permits: permits) {
                        try lateLinks(of: session, settings, budget: budget, exchanges: exchanges)
                    }
                )
            }
            links.append(MissResponder(session: session, isOfTest: hasNoCassette) { log.missed($0) })
        }
        return ServedSession(
            session: session,
            chain: ResponderChain(links, pollWatch: pollWatch),
            // Users' regular expressions may take long, so they must not run on an event loop.
            answersAtOnce: !isForBrowsing && !session.recordsEverything && loaded.store.redactionRules.patterns.isEmpty
                && loaded.store.matchingRules.scrubbed.isEmpty,
            links: UpstreamLinks(
                [upstream?.origin, settings.upstream, loaded.store.upstream].compactMap(\.self),
                orAnyHost: upstream == nil && settings.upstream == nil && loaded.store.upstream == nil
            ),
            simulator: simulator
        )
    }
}

extension SessionFactory {
    /// The record mode of a session; one without a cassette records nothing.
    private func mode(of settings: SessionSettings) throws -> RecordMode {
        guard settings.cassette != nil || !hasNoCassette else { return .none }
        if let mode = settings.mode { return mode }
        try checkConsent(settings)
        // Where it may not record, another session's recordings do not make it record its own.
        return hasNoCassette && !consent.isGiven ? .none : mode
    }

    private func load(_ settings: SessionSettings, mode: RecordMode, session name: String) throws -> LoadedCassette {
        guard settings.cassette != nil || !hasNoCassette else { return try LoadedCassette(EmptyCassette()) }
        return try cassette(
            CassetteRequest(
                name: settings.cassette,
                mode: mode,
                filters: SessionFilter.of(session: name),
                matchingRules: settings.matchingRules,
                upstream: settings.simulator == nil ? settings.upstream : Miss.simulator
            )
        )
    }

    /// Refuses a session whose recordings would contain a credential of the environment beside requests and responses.
    func requireNoSecret(_ name: String, _ settings: SessionSettings) throws {
        let texts = [
            ("name", name), ("upstream", settings.upstream ?? ""),
            ("matching", settings.matchingRules?.json.text() ?? ""),
        ]
        for (part, text) in texts {
            guard let variable = secrets.variable(in: text) else { continue }
            throw SessionError.invalidSettings(
                "The \(part) of the session holds the value of the environment variable \(variable), and the cassette "
                    + "would too; choose another \(part)."
            )
        }
    }

    /// Refuses to record without consent; a cassette with recordings is played instead.
    private func checkConsent(_ settings: SessionSettings) throws {
        guard !consent.isGiven, mode != .none else { return }
        do {
            let loaded = try cassette(
                CassetteRequest(name: settings.cassette, mode: .none, matchingRules: settings.matchingRules)
            )
            guard mode == .once, !loaded.isEmpty else {
                throw consent.refusal("The cassette \(loaded.store.name) is empty.")
            }
        } catch let error as CassetteError where error.code == .notFound {
            throw consent.refusal(error.message + ".")
        }
    }

    /// The session's own upstream, if it has one.
    func ownUpstream(_ name: String, _ settings: SessionSettings) throws -> (any Upstream)? {
        guard let baseURL = settings.upstream else {
            guard !name.hasPrefix(SessionFilter.upstreamPrefix) else {
                throw SessionError.invalidSettings(
                    "A session named '\(SessionFilter.upstreamPrefix)…' begins with POST /_tapedeck/sessions "
                        + "{\"upstream\": \"https://…/v1\"}."
                )
            }
            return nil
        }
        guard let makeUpstream else {
            throw SessionError.invalidSettings("The sessions of this server have no upstream of their own.")
        }
        do {
            return try makeUpstream(baseURL)
        } catch {
            throw SessionError.invalidSettings("\(error)")
        }
    }
}
