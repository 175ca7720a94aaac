// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCassettes
import TapedeckCore
package import TapedeckServer
import TapedeckSimulator
import TapedeckUpstream

/// One run of a server: opens its cassettes, puts server, upstream and simulator together, and closes them in order.
package final class ServerRun: Sendable {
    /// The server.
    package let server: HTTPServer
    private let pool: CassettePool
    private let upstream: CurlUpstream?
    private let sessionUpstreams: SessionUpstreams?
    private let webhooks = WebhookSenders()
    private let spans: SpanExporter?
    private let onNotice: @Sendable (String) -> Void
    /// How long the end of a run waits for spans to be exported.
    private static let spanLimit = Duration.seconds(4)

    /// Opens the cassette and prepares the server.
    /// - Parameters:
    ///   - settings: The settings of the run.
    ///   - onListening: Called with the base URL, such as `http://127.0.0.1:8080/v1`, once connections are accepted.
    /// - Throws: `CassetteError` when the cassette cannot be opened or would contain a credential, and when a webhook
    ///   or the file of spans cannot be used.
    package init(
        _ settings: ServerSettings,
        onListening: @escaping @Sendable (_ baseURL: String) async -> Void
    ) throws {
        let upstream =
            settings.simulation == nil ? settings.recording.map { CurlUpstream(configuration: $0.upstream) } : nil
        let metadata = CassetteMetadata(
            tool: "tapedeck \(ToolVersion.current)",
            created: WallClock.now,
            upstream: settings.simulation == nil ? upstream?.origin : Simulator.origin,
            redactionRules: settings.recording?.redactionRules ?? .builtIn
        )
        if settings.recording != nil {
            try metadata.requireNoSecret(of: settings.secrets, rules: settings.matchingRules)
        }
        let sessionUpstreams = settings.recording.map { SessionUpstreams($0.upstream) }
        let pool = CassettePool(
            settings.cassettes,
            new: metadata,
            matchingRules: settings.matchingRules,
            onNotice: settings.onNotice
        )
        var makeSimulator: SimulatorMaker?
        if let configuration = settings.simulation { makeSimulator = try webhooks.simulator(configuration) }
        var makeUpstream: (@Sendable (String) throws -> any Upstream)?
        if let sessionUpstreams { makeUpstream = { try sessionUpstreams.client($0) } }
        let spans = try settings.spans.map { SpanExporter(try $0.sink()) }
        var factory = SessionFactory(
            mode: settings.consent.mode,
            playback: settings.playback,
            recording: settings.recording?.policy ?? RecordingPolicy(),
            upstream: upstream,
            makeSimulator: makeSimulator,
            secrets: settings.secrets,
            consent: settings.consent,
            makeUpstream: makeUpstream,
            pollWatch: settings.pollWatch,
            log: settings.log,
            hasNoCassette: settings.cassettes.isLoadedBySessions,
            readSimulator: { [webhooks] json in try webhooks.simulator(try SimulatorConfiguration(json: json)) },
            spans: spans?.queue,
            cassette: pool.cassette
        )
        factory.isForBrowsing = settings.isForBrowsing
        if settings.recording != nil { factory.recordedCassette = pool.recordedCassette }
        let listen = settings.listen
        do {
            self.server = try HTTPServer(listen, sessionFactory: factory, logger: settings.logger) { port in
                let host = listen.host.contains(":") ? "[\(listen.host)]" : listen.host
                await onListening("http://\(host):\(port)/v1")
            }
        } catch {
            try? pool.close()
            throw error
        }
        self.pool = pool
        self.spans = spans
        self.onNotice = settings.onNotice
        self.upstream = upstream
        self.sessionUpstreams = sessionUpstreams
    }

    /// Serves until the server is stopped, and closes cassettes of sessions that are idle meanwhile.
    /// - Parameter service: Runs ``server``, by itself or in a service group.
    /// - Throws: What `service` throws.
    package func serve(by service: () async throws -> Void) async throws {
        let idle = Task { [pool] in try await pool.watchIdle() }
        defer { idle.cancel() }
        try await service()
    }

    /// Makes the simulator of sessions, which sends events to the webhook of its configuration.
    /// - Throws: `CassetteError` that says what is wrong with the webhook.
    func simulator(_ configuration: SimulatorConfiguration) throws -> SimulatorMaker {
        try webhooks.simulator(configuration)
    }

    /// The report so far, over all sessions.
    /// - Throws: `CassetteError` when the cassette cannot be read.
    func report() throws -> RunReport {
        var report = try server.report()
        report.webhooks = webhooks.report
        return report
    }

    /// Closes every cassette; closing again does nothing.
    /// - Throws: `CassetteError`; what was committed is safe all the same.
    package func closeCassettes() throws { try pool.close() }

    /// Ends the run once the server has stopped: takes the report, then closes cassettes and connections.
    ///
    /// Each step is taken even if the one before failed.
    package func finish() async -> FinishedRun {
        await webhooks.finish()
        if let problem = await spans?.finish(within: Self.spanLimit) { onNotice(problem) }
        await upstream?.shutdown()
        await sessionUpstreams?.shutdown()
        return FinishedRun(report: Result { try report() }, closing: Result { try pool.close() })
    }
}

/// The end of a run: its report, and whether its cassettes could be closed.
package struct FinishedRun: Sendable {
    /// The report, or why there is none.
    package let report: Result<RunReport, any Error>
    /// The first error of closing cassettes, if any.
    package let closing: Result<Void, any Error>
}

extension CassetteMetadata {
    /// Checks that a new cassette's description of itself contains no credential of the environment.
    fileprivate func requireNoSecret(of secrets: EnvironmentSecrets, rules: MatchingRules?) throws {
        let texts = [
            ("the upstream's URL", upstream ?? ""), ("a redaction rule", redactionRules.json.text()),
            ("a matching rule", rules?.json.text() ?? ""),
        ]
        for (place, text) in texts {
            guard let variable = secrets.variable(in: text) else { continue }
            throw CassetteError(
                code: .invalidArgument,
                message: "The cassette would contain the value of the environment variable \(variable), since \(place) "
                    + "contains it; that value is redacted wherever requests and responses contain it, so leave it out."
            )
        }
    }
}
