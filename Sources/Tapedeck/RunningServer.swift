// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import Foundation
import Logging

/// A server that ``withReplay(_:options:_:)``, ``withRecorder(_:upstream:options:_:)`` or ``withSimulator(seed:_:)`` runs.
public struct RunningServer: Sendable {
    /// The base URL for clients, such as `http://127.0.0.1:49152/v1`: what `OPENAI_BASE_URL` would name.
    public let baseURL: URL
    /// A key for clients that require one; replay and simulation accept any.
    public let placeholderKey = "tapedeck"

    private let run: ServerRun

    /// The base URL of a session: an isolated use of the cassette with its own playback position and simulator state.
    ///
    /// Give each test of a suite a session of its own. The session begins with its first request.
    /// - Parameter name: Any text of 1 to 256 bytes, such as the name of a test.
    /// - Returns: The base URL of the session.
    public func baseURL(session name: String) -> URL {
        let path = "/session/\(SessionName.encode(name))/v1"
        return URL(string: path, relativeTo: baseURL)?.absoluteURL ?? baseURL
    }

    /// Starts a session over: its playback position goes back to the beginning, and its simulator starts anew.
    /// - Parameter name: The name of the session; `nil` is the default session.
    /// - Throws: An error when there is no session of that name.
    public func reset(session name: String? = nil) throws {
        try run.server.reset(session: name ?? "")
    }

    /// The report so far: how many requests were played, recorded, simulated and missed, and why.
    /// - Throws: ``CassetteError`` when the cassette cannot be read.
    public func report() throws -> RunReport {
        try run.report()
    }
}

extension RunningServer {
    /// Runs a server while a closure uses it, and ends it whatever happens.
    /// - Parameters:
    ///   - settings: The settings of the server.
    ///   - failOn: The failures that make it throw; `.lost` always does.
    ///   - body: Uses the server.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws; why the server could not start or close its cassettes; ``RunFailed``.
    package static func with<Value>(
        _ settings: ServerSettings,
        failOn: Set<RunFailure.Kind>,
        _ body: (RunningServer) async throws -> Value
    ) async throws -> Value {
        let (addresses, address) = AsyncStream<String>.makeStream()
        let run = try ServerRun(settings) { address.yield($0) }
        let serving = Task {
            defer { address.finish() }
            try await run.serve { try await run.server.run() }
        }
        let outcome: Result<Value, any Error>?
        if let baseURL = await addresses.first(where: { _ in true }).flatMap(URL.init) {
            do {
                outcome = .success(try await body(RunningServer(baseURL: baseURL, run: run)))
            } catch {
                outcome = .failure(error)
            }
            try? await run.server.stop()
        } else {
            // It could not listen, or this task was cancelled before it did.
            serving.cancel()
            outcome = nil
        }
        let served = await serving.result
        let finished = await run.finish()
        let value = try outcome?.get()
        try served.get()
        try finished.closing.get()
        var report = try finished.report.get()
        report.failures = report.failures(missesFail: true, unusedFails: true)
            .filter { $0.kind == .lost || failOn.contains($0.kind) }
        guard report.failures.isEmpty else { throw RunFailed(report: report) }
        guard let value else { throw CancellationError() }
        return value
    }
}

/// The error of a run that failed by its own report: misses, unused recordings, or responses that could not be recorded.
public struct RunFailed: Error, Sendable, CustomStringConvertible {
    /// The report; its `failures` are those that ended the run.
    public let report: RunReport

    /// One line for each failure, followed by the misses.
    public var description: String {
        (report.failures.map(\.message) + report.misses.map(\.description)).joined(separator: "\n")
    }
}

extension ServerSettings {
    /// Settings of a server inside the user's own process: no log, and a free port on the loopback interface.
    package static func ofLibrary(_ cassettes: CassetteSource, consent: RecordingConsent) -> ServerSettings {
        ServerSettings(
            cassettes: cassettes,
            consent: consent,
            secrets: .ofProcess,
            log: SilentLog(),
            logger: Logger(label: "tapedeck") { _ in SwiftLogNoOpLogHandler() },
            onNotice: { _ in }
        )
    }
}

/// A log that keeps nothing; the report has the counts.
private struct SilentLog: RequestLog {
    func answered(
        _ target: RequestLine,
        status: Int,
        bytes: Int,
        duration: Duration,
        tokens: Int?,
        note: String?,
        isFailure: Bool
    ) {}
    func played(_ target: RequestLine, status: Int, bytes: Int) {}
    func simulated(_ target: RequestLine, status: Int, bytes: Int?) {}
    func failed(_ target: RequestLine, reason: String) {}
    func refused(_ requestLine: String, reason: String) {}
    func missed(_ miss: Miss) {}
}
