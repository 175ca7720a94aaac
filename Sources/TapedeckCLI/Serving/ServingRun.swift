// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import Synchronization
import TapedeckCassettes
import TapedeckCore
import TapedeckServer
import TapedeckSimulator
import TapedeckUpstream

/// A server with its cassettes and its upstream, from opening them to the closing summary.
final class ServingRun: Sendable {
    let server: HTTPServer
    private let shelf: CassetteShelf
    private let upstream: CurlUpstream?
    /// What ends the process when the server does not stop.
    let hardStop: HardStop
    private let ownUpstreams: OwnUpstreams?

    /// - Parameters:
    ///   - cassette: The path of the server's own cassette; `nil` for a server without one.
    ///   - consent: The record mode, and whether it was asked for.
    ///   - rules: Matching rules in the place of the cassette's own.
    ///   - listen: Where to listen.
    ///   - playback: How recordings are played.
    ///   - recording: What is asked upstream; `nil` makes a server that only plays.
    ///   - simulation: What answers in the place of an upstream; `nil` when nothing does.
    ///   - pollWatch: Told of a client that polls without a pause.
    ///   - onListening: Called with the base URL once connections are accepted.
    /// - Throws: `CassetteError` when the cassette cannot be opened, and what is wrong with the options.
    init(
        cassette: String?,
        consent: RecordingConsent,
        rules: MatchingRules?,
        listen: ServerConfiguration,
        playback: PlaybackPolicy,
        recording: RecordingOptions?,
        simulation: SimulatorConfiguration? = nil,
        pollWatch: PollWatch? = nil,
        onListening: @escaping @Sendable (_ baseURL: String) async -> Void
    ) throws {
        let upstream = simulation == nil ? try recording?.makeUpstream() : nil
        let ownUpstreams = recording.map { OwnUpstreams(recording: $0) }
        var makeUpstream: (@Sendable (String) throws -> any Upstream)?
        if let ownUpstreams { makeUpstream = { try ownUpstreams.upstream($0) } }
        let secrets = EnvironmentSecrets.ofProcess
        let metadata = CassetteMetadata(
            tool: "tapedeck \(Tapedeck.version)",
            created: WallClock.now,
            upstream: simulation == nil ? upstream?.origin : Simulator.origin,
            redactionRules: recording?.redactionRules ?? .builtIn
        )
        if recording != nil { try metadata.requireNoSecret(of: secrets, rules: rules) }
        let shelf = CassetteShelf(path: cassette, new: metadata, matchingRules: rules)
        let sessionFactory = SessionFactory(
            mode: consent.mode,
            playback: playback,
            recording: recording?.policy ?? RecordingPolicy(),
            upstream: upstream,
            makeSimulator: simulation.map(Self.makeSimulator),
            secrets: secrets,
            consent: consent,
            makeUpstream: makeUpstream,
            pollWatch: pollWatch,
            log: TerminalLog()
        ) { name, mode in
            try shelf.cassette(name, mode: mode)
        }
        var logger = Logger(label: "tapedeck") { TerminalLogHandler(label: $0) }
        logger.logLevel = .error
        do {
            self.server = try HTTPServer(listen, sessionFactory: sessionFactory, logger: logger) { port in
                let host = listen.host.contains(":") ? "[\(listen.host)]" : listen.host
                await onListening("http://\(host):\(port)/v1")
            }
        } catch {
            try? shelf.close()
            throw error
        }
        self.shelf = shelf
        self.upstream = upstream
        self.ownUpstreams = ownUpstreams
        self.hardStop = HardStop(after: listen.stopLimit + .seconds(2)) { try? shelf.close() }
    }

    private static func makeSimulator(
        _ configuration: SimulatorConfiguration
    ) -> @Sendable (LoadedCassette?) -> any SessionSimulator {
        { SimulatorSession(configuration, continuing: $0) }
    }

    /// Serves until the server is stopped.
    func serve(by service: () async throws -> Void) async throws {
        let idle = Task { [shelf] in try await shelf.watchIdle() }
        defer {
            idle.cancel()
            hardStop.allow(.seconds(60))
        }
        try await service()
    }

    /// Ends the run when the server has stopped: closes the cassettes, prints the summary, writes the report.
    /// - Parameters:
    ///   - options: Where the report goes.
    ///   - judge: What is wrong with the run, by its report.
    /// - Returns: What the run adds up to, with all that is wrong.
    /// - Throws: What kept a cassette from being closed or a report from being written.
    func finish(_ options: ReportOptions, judge: (RunReport) -> [RunFailure]) async throws -> RunReport {
        await upstream?.shutdown()
        await ownUpstreams?.shutdown()
        // Each step is taken whatever has become of the others; the first error is thrown when all are done.
        var report = Result { try server.report() }
        if case .success(let report) = report {
            for line in report.summary { Terminal.note(line) }
        }
        let closed = Result { try shelf.close() }
        report = report.map { report in
            var report = report
            report.failures = judge(report)
            if case .failure(let error) = closed { report.failures.append(RunFailure(.error, "\(error)")) }
            return report
        }
        let written = report.flatMap { report in Result { try options.write(report) } }
        try closed.get()
        try written.get()
        return try report.get()
    }
}

extension CassetteMetadata {
    /// Checks that nothing a new cassette says of itself holds the value of a credential in the environment.
    fileprivate func requireNoSecret(of secrets: EnvironmentSecrets, rules: MatchingRules?) throws {
        let texts = [
            ("--upstream", upstream ?? ""), ("--redact", redactionRules.json.text()),
            ("a matching rule", rules?.json.text() ?? ""),
        ]
        for (what, text) in texts {
            guard let variable = secrets.variable(in: text) else { continue }
            throw CassetteError(
                code: .invalidArgument,
                message: "The cassette would hold the value of the environment variable \(variable), which \(what) "
                    + "spells; that value is redacted wherever requests and answers hold it, so leave it out."
            )
        }
    }
}

/// The clients of the services that sessions ask in the place of the server's upstream, each made once.
private final class OwnUpstreams: Sendable {
    private let recording: RecordingOptions
    private let made = Mutex<[String: CurlUpstream]>([:])

    init(recording: RecordingOptions) {
        self.recording = recording
    }

    func upstream(_ baseURL: String) throws -> CurlUpstream {
        try made.withLock { made in
            if let upstream = made[baseURL] { return upstream }
            let upstream = recording.makeUpstream(try BaseURL(baseURL))
            made[baseURL] = upstream
            return upstream
        }
    }

    func shutdown() async {
        for upstream in made.withLock({ Array($0.values) }) { await upstream.shutdown() }
    }
}
