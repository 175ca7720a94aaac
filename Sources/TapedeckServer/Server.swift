// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdCore
public import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle
import TapedeckCore

/// A server that records, plays, or both: one address, any number of sessions.
///
/// `run` returns when the server has stopped: by ``stop()``, by a graceful shutdown of its service group, or because
/// its task was cancelled. Requests under way are finished first.
public final class Server: Service {
    private let configuration: ServerConfiguration
    private let sessions: SessionTable
    private let exchanges: ExchangeGroup
    private let server: HummingbirdCore.Server<HTTP1Channel>

    /// Creates a server; the default session begins at once.
    /// - Parameters:
    ///   - configuration: Where the server listens and who may ask.
    ///   - deck: What the sessions are made of.
    ///   - logger: Where the server's own events go.
    ///   - onListening: Called with the port once connections are accepted.
    /// - Throws: ``CassetteError`` when the cassette cannot be read.
    public init(
        _ configuration: ServerConfiguration, deck: Deck, logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void
    ) throws {
        let exchanges = ExchangeGroup()
        let budget = Budget(policy: deck.recording)
        let sessions = SessionTable { name, settings in
            try deck.makeSession(name, settings, budget: budget, exchanges: exchanges)
        }
        _ = try sessions.session(named: "")
        let frontend = Frontend(
            sessions: sessions, control: ControlAPI(sessions: sessions, token: configuration.controlToken),
            hostCheck: HostCheck(
                names: configuration.allowedHosts + [configuration.host], acceptsAnyAddress: configuration.acceptsRemote))
        self.configuration = configuration
        self.sessions = sessions
        self.exchanges = exchanges
        let channel = HTTP1Channel(
            responder: { request, writer, _ in try await frontend.serve(request, writer) },
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [
                    IdleStateHandler(allTimeout: configuration.idleTimeout), ImmediateReplyHandler(frontend: frontend),
                ]))
        self.server = HummingbirdCore.Server(
            childChannelSetup: channel,
            configuration: HummingbirdCore.ServerConfiguration(
                address: .hostname(configuration.host, port: configuration.port), backlog: 1024),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? configuration.port) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
    }

    /// Listens and serves until the server is stopped; recordings under way are finished before it returns.
    /// - Throws: ``ServerError`` when the address cannot be had.
    public func run() async throws {
        do {
            try await server.run()
        } catch let error as IOError {
            throw ServerError.cannotListen(configuration, error)
        } catch let error as SocketAddressError {
            throw ServerError(
                message: "'\(configuration.host)' is not an address to listen on (\(error)); "
                    + "give one of this machine with --host.")
        }
        await exchanges.finish(within: configuration.drainLimit)
    }

    /// Stops accepting connections; what is under way is finished.
    public func stop() async throws {
        try await server.shutdownGracefully()
    }

    /// What has happened so far, over all sessions.
    public func report() throws -> RunReport {
        let sessions = sessions.all.map(\.session)
        return RunReport(
            totals: self.sessions.totals, misses: self.sessions.misses,
            unusedCount: try sessions.reduce(0) { $0 + (try $1.unusedCount()) },
            unused: try sessions.flatMap { try $0.unused(limit: RunReport.unusedLimit) })
    }
}
