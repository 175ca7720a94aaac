// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Tapedeck
import TapedeckCore
import TapedeckServer
import Testing

/// The use of a cassette by one case of a test: its session begins at once, or when it is first asked for.
final class TestCassette: Sendable {
    private enum State {
        case waiting
        case running(RunningSession)
        case failed
        case ended
    }

    /// The use of the running test.
    @TaskLocal static var current: TestCassette?

    private let options: TraitOptions
    private let name: TestName
    private let place: SourceLocation
    private let environment: [String: String]
    private let server = Mutex<SuiteServer?>(nil)
    private let state = Mutex(State.waiting)
    private let hasMissedKey = Atomic(false)

    /// - Parameters:
    ///   - options: What the traits set.
    ///   - name: The names that come from the test.
    ///   - place: The place of the test, by which its package is found.
    ///   - environment: The environment.
    init(
        options: TraitOptions,
        name: TestName,
        place: SourceLocation,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.options = options
        self.name = name
        self.place = place
        self.environment = environment
    }

    /// The folder of cassettes that the traits name.
    var folder: String? { options.folder }

    // MARK: - Around a test

    /// Performs a test, and reports what its session found; a test whose session cannot begin is not performed.
    func perform(
        reportingTo reporter: IssueReporter,
        _ function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        do {
            try await prepare()
        } catch {
            return reporter.report(Finding(error.text(for: .library)))
        }
        let result: Result<Void, any Error>
        do {
            result = .success(try await Self.$current.withValue(self) { try await function() })
        } catch {
            result = .failure(error)
        }
        reporter.report(await finish(hasThrown: result.isFailure))
        try result.get()
    }

    /// Runs a closure, and reports what its session found; outside of Swift Testing failures are thrown.
    func value<Value>(
        reportingTo reporter: IssueReporter,
        _ body: (CassetteSession) async throws -> Value
    ) async throws -> Value {
        try await prepare()
        let result: Result<Value, any Error>
        do {
            let session = CassetteSession(use: self)
            result = .success(try await Self.$current.withValue(self) { try await body(session) })
        } catch {
            result = .failure(error)
        }
        let findings = await finish(hasThrown: result.isFailure)
        guard !reporter.isOfSwiftTesting, !result.isFailure, let failure = findings.failure else {
            reporter.report(findings)
            return try result.get()
        }
        throw failure
    }

    // MARK: - The session

    /// The running session, which begins now unless it has; `nil` after the end, and when it cannot begin.
    func running() -> RunningSession? {
        do {
            return try begin()
        } catch {
            IssueReporter(place: place).report(Finding(error.text(for: .library)))
            return nil
        }
    }

    /// The key for clients.
    func key() -> String? {
        guard let running = running(), running.isRecording, options.simulator == nil else { return nil }
        let key = environment[Self.keyVariable] ?? ""
        guard key.isEmpty else { return key }
        if upstream == SuiteSession.openAI, !hasMissedKey.exchange(true, ordering: .relaxed) {
            IssueReporter(place: place).report(
                Finding(
                    """
                    \(Self.keyVariable) is not set, and this test records \(upstream). Record it with your key: \
                    \(Self.keyVariable)=… \(recordCommand)
                    """
                )
            )
        }
        return nil
    }

    /// The environment variable of the key.
    private static let keyVariable = "OPENAI_API_KEY"

    private var upstream: String { options.upstream ?? SuiteSession.openAI }
    private var recordCommand: String { "\(EnvironmentVariable.record)=all swift test --filter '\(name.filter)'" }

    private func prepare() async throws {
        let server = try await SuiteServer.shared()
        self.server.withLock { $0 = server }
        if options.source != .ofSuite { _ = try begin() }
    }

    private func begin() throws -> RunningSession? {
        try state.withLock { state in
            switch state {
            case .running(let session): return session
            case .failed, .ended: return nil
            case .waiting:
                guard let server = server.withLock({ $0 }) else { return nil }
                state = .failed
                do {
                    let session = try begin(on: server)
                    state = .running(session)
                    return session
                } catch let error as CassetteError {
                    throw error.inTest(filter: name.filter)
                }
            }
        }
    }

    private func begin(on server: SuiteServer) throws -> RunningSession {
        let settings = try settings()
        try ActiveSessions.add(name.session)
        do {
            return try server.begin(name.session, settings)
        } catch {
            ActiveSessions.remove(name.session)
            throw error
        }
    }

    private func settings() throws -> SuiteSession {
        let matching = try options.matching()
        let choice = try RecordingChoice(named: options.mode, environment: environment)
        let path = try cassette()
        if let path, choice.isPrevented, !FileManager.default.fileExists(atPath: path) {
            throw RecordingConsent.prevented.refusal("There is no cassette \(path).")
        }
        var settings = SuiteSession(cassette: path, mode: choice.mode, matching: matching)
        settings.playback = options.playback ?? PlaybackPolicy()
        settings.simulation = options.simulator
        if case .simulate(let configuration)? = options.onMiss { settings.missSimulation = configuration }
        settings.upstream = upstream
        return settings
    }

    /// The absolute path of the cassette.
    private func cassette() throws -> String? {
        switch options.source {
        case .cassette(let given):
            try CassettePath.resolve(given ?? name.cassette, in: options.folder, file: place.filePath)
        case .ofSuite: try CassettePath.resolve(name.cassette, in: options.folder, file: place.filePath)
        case .simulator: nil
        }
    }

    /// Ends the session.
    /// - Returns: What it found.
    private func finish(hasThrown: Bool) async -> Findings {
        let session: RunningSession? = state.withLock { state in
            defer { state = .ended }
            return if case .running(let session) = state { session } else { nil }
        }
        guard let session else { return Findings() }
        defer { ActiveSessions.remove(name.session) }
        do {
            let isRecording = session.isRecording
            var report = try await session.end(droppingEarlier: !hasThrown)
            let unused = options.unused ?? .warn
            report.failures = report.failures(missesFail: true, unusedFails: unused == .fail)
            let outcome = SessionOutcome(
                report: report,
                cassette: try cassette(),
                recordCommand: recordCommand,
                filter: name.filter,
                isRecording: isRecording,
                hasThrown: hasThrown,
                expectsRequests: options.source != .ofSuite,
                unused: unused
            )
            return Findings(list: outcome.findings, report: report)
        } catch {
            return Findings(list: [Finding(error.text(for: .test(filter: name.filter)))])
        }
    }
}

extension CassetteError {
    /// The error with its remedy in the terms of a test.
    fileprivate func inTest(filter: String) -> CassetteError {
        let step = remedy.map { Remedy.advice($0.clause(for: .test(filter: filter))) }
        return CassetteError(code: code, message: message, remedy: step, cause: cause)
    }
}

extension Result {
    fileprivate var isFailure: Bool {
        if case .failure = self { true } else { false }
    }
}
