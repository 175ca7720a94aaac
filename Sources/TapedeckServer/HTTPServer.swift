// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization
import TapedeckCore

/// An HTTP server that records, replays or simulates, at one address with any number of sessions.
///
/// `run` returns when the server has stopped: by ``stop()``, by a graceful shutdown of its service group, or because
/// its task was cancelled. Requests in progress are finished first.
package final class HTTPServer: Service {
    private let configuration: ServerConfiguration
    private let sessions: SessionTable
    private let exchanges: ExchangeGroup
    private let refusals: RefusalList
    private let feed: EventFeed
    private let server: HummingbirdCore.Server<HTTPConnection>
    private let serving = Mutex<Task<Void, any Error>?>(nil)

    /// Creates a server; the default session begins at once.
    /// - Parameters:
    ///   - configuration: Where the server listens and who may use it.
    ///   - sessionFactory: Makes the sessions.
    ///   - logger: Where the server's own events go.
    ///   - onListening: Called with the port once connections are accepted.
    /// - Throws: ``CassetteError`` when the cassette cannot be read.
    package init(
        _ configuration: ServerConfiguration,
        sessionFactory: SessionFactory,
        logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void
    ) throws {
        let exchanges = ExchangeGroup()
        let budget = UpstreamBudget(policy: sessionFactory.recording)
        let sessions = SessionTable { name, settings in
            try sessionFactory.makeSession(name, settings, budget: budget, exchanges: exchanges)
        }
        _ = try sessions.session(named: "")
        let router = RequestRouter(
            sessions: sessions,
            control: ControlAPI(
                sessions: sessions,
                token: configuration.controlToken,
                readSimulator: sessionFactory.readSimulator,
                feed: sessionFactory.feed,
                isForBrowsing: sessionFactory.isForBrowsing
            ),
            hostCheck: HostCheck(
                names: configuration.allowedHosts + [configuration.host],
                acceptsAnyAddress: configuration.acceptsRemote
            ),
            crossOrigin: CrossOrigin(allowing: configuration.allowedOrigins),
            log: sessionFactory.log
        )
        self.refusals = router.refusals
        self.feed = sessionFactory.feed
        self.configuration = configuration
        self.sessions = sessions
        self.exchanges = exchanges
        self.server = HummingbirdCore.Server(
            childChannelSetup: HTTPConnection(
                router: router,
                idleTimeout: configuration.idleTimeout,
                stopLimit: TimeAmount(configuration.stopLimit)
            ),
            configuration: HummingbirdCore.ServerConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                backlog: 1024,
                availableConnectionsDelegate: .maximum(AcceptPause.connectionLimit, logger: logger)
            ),
            onServerRunning: { channel in
                let pause = channel.eventLoop.submit {
                    try channel.pipeline.syncOperations.addHandler(AcceptPause(), position: .first)
                }
                // Fails only where the channel is closed already.
                try? await pause.get()
                await onListening(channel.localAddress?.port ?? configuration.port)
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        )
    }

    /// Listens and serves until the server is stopped; recordings in progress are finished before it returns.
    /// - Throws: ``ServerError`` when the address cannot be had.
    package func run() async throws {
        // In its own task, so that connections that do not end in time can be cancelled.
        let serving = Task { try await server.run() }
        self.serving.withLock { $0 = serving }
        do {
            try await withTaskCancellationHandler {
                try await withGracefulShutdownHandler {
                    try await serving.value
                } onGracefulShutdown: {
                    self.limitStop()
                }
            } onCancel: {
                serving.cancel()
            }
        } catch let error as IOError {
            throw ServerError.cannotListen(configuration, reason: error.reason, code: error.errnoCode)
        } catch let error as SocketAddressError.UnknownHost {
            throw ServerError.noAddress(configuration.host, reason: error.errorDescription)
        } catch is SocketAddressError {
            throw ServerError.noAddress(configuration.host, reason: "it cannot be resolved")
        }
        await exchanges.finish()
    }

    /// Stops accepting connections; requests in progress have ``ServerConfiguration/stopLimit`` to finish.
    package func stop() async throws {
        limitStop()
        try await server.shutdownGracefully()
    }

    /// Enforces the shutdown deadline: requests that are not over in time are cut off.
    private func limitStop() {
        feed.close()
        let (limit, exchanges, serving) = (configuration.stopLimit, exchanges, serving.withLock { $0 })
        // Outlives the call that stops the server.
        Task {
            try await Task.sleep(for: limit)
            exchanges.cancel()
            // Only clients that do not read are left now.
            try await Task.sleep(for: .seconds(1))
            serving?.cancel()
        }
    }

    /// Begins a session, in place of one of the same name.
    /// - Parameters:
    ///   - name: The name.
    ///   - settings: The settings.
    /// - Returns: The path of the session's base URL.
    /// - Throws: ``SessionError``, and `CassetteError` when the cassette cannot be opened.
    package func begin(session name: String, _ settings: SessionSettings) throws -> String {
        if sessions.existing(name) != nil { _ = try sessions.end(name) }
        return try sessions.begin(name, settings).session.urlPath
    }

    /// Whether a session may record requests; false when there is none of that name.
    package func isRecording(session name: String) -> Bool {
        sessions.existing(name)?.session.mayRecord ?? false
    }

    /// The report of one session.
    /// - Throws: ``SessionError`` when there is none of that name, `CassetteError` when its cassette cannot be read.
    package func report(session name: String) throws -> RunReport {
        guard let session = sessions.existing(name)?.session else { throw SessionError.unknown(name) }
        return try session.report()
    }

    /// Ends a session, and closes its cassette when no other session uses it.
    /// - Parameters:
    ///   - name: The name.
    ///   - dropsEarlier: Whether what was recorded under the name before is removed, as mode `all` asks for.
    /// - Returns: The report of the session.
    /// - Throws: ``SessionError`` when there is none of that name, `CassetteError` when its cassette fails.
    package func end(session name: String, droppingEarlier dropsEarlier: Bool) async throws -> RunReport {
        guard let session = sessions.existing(name)?.session else { throw SessionError.unknown(name) }
        defer { sessions.retire(name) }
        if dropsEarlier { _ = try await session.dropEarlierRecordings() }
        return try session.report()
    }

    /// Starts a session over; the empty name is that of the default session.
    /// - Throws: An error when there is no session of that name.
    package func reset(session name: String) throws {
        _ = try sessions.reset(name)
    }

    /// The report so far, over all sessions.
    package func report() throws -> RunReport {
        var unused = UnusedRecordings.none
        var cassettes: [CassetteUse] = []
        var problems: [String] = []
        let own = sessions.existing("")?.session.store.name
        for cassette in sessions.played {
            do {
                let left = try UnusedRecordings(
                    in: cassette.store,
                    scope: cassette.scope,
                    played: cassette.played,
                    limit: RunReport.unusedLimit
                )
                let use = try CassetteUse(cassette)
                unused.count += left.count
                unused.first += left.first
                cassettes.append(use)
            } catch let error as CassetteError where cassette.store.name != own {
                // A test may have removed the cassette of its session.
                problems.append("What was not played cannot be told. \(error.text(for: .commandLine))")
            }
            cassette.store.rest()
        }
        return RunReport(
            counts: sessions.counts,
            misses: sessions.misses,
            refusedCount: refusals.count,
            refusals: refusals.kept,
            unusedCount: unused.count,
            unused: unused.first,
            cassettes: cassettes.sorted { $0.name < $1.name },
            tapes: sessions.tapes,
            problems: problems
        )
    }
}
