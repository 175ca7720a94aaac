// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import Foundation
import Synchronization
import TapedeckCore
package import TapedeckServer
package import TapedeckSimulator
import TapedeckUpstream

/// The server of a test process: one for all tests, each of which begins a session with a cassette of its own.
package final class SuiteServer: Sendable {
    private static let start = Mutex<Task<SuiteServer, any Error>?>(nil)

    private let run: ServerRun
    private let root: URL

    private init(run: ServerRun, root: URL) {
        self.run = run
        self.root = root
    }

    /// The server of this process, which starts with the first call and serves as long as the process lives.
    /// - Throws: Why it could not start; the next call tries again.
    package static func shared() async throws -> SuiteServer {
        let task = start.withLock { start in
            if let start { return start }
            let task = Task { try await launch() }
            start = task
            return task
        }
        do {
            return try await task.value
        } catch {
            start.withLock { start in if start == task { start = nil } }
            throw error
        }
    }

    private static func launch() async throws -> SuiteServer {
        let (addresses, address) = AsyncThrowingStream<String, any Error>.makeStream()
        var settings = ServerSettings.ofLibrary(.anywhere, consent: .given)
        // Each session names its upstream.
        settings.recording = RecordingSettings(
            upstream: UpstreamConfiguration(baseURL: try BaseURL(SuiteSession.openAI))
        )
        let run = try ServerRun(settings) { address.yield($0) }
        Task {
            do {
                try await run.serve { try await run.server.run() }
                address.finish()
            } catch {
                address.finish(throwing: error)
            }
        }
        for try await text in addresses {
            guard let root = URL(string: text)?.deletingLastPathComponent() else { break }
            return SuiteServer(run: run, root: root)
        }
        throw CancellationError()
    }

    /// Begins a session, in place of one of the same name.
    /// - Parameters:
    ///   - name: A name of 1 to 256 bytes; recordings are labelled with it.
    ///   - session: The settings.
    /// - Returns: The session.
    /// - Throws: An error that says what is wrong with the name or the settings, or with the cassette.
    package func begin(_ name: String, _ session: SuiteSession) throws -> RunningSession {
        var settings = SessionSettings(
            cassette: session.cassette,
            mode: session.mode,
            upstream: session.upstream,
            matchingRules: session.matching,
            playback: session.playback
        )
        if let configuration = session.simulation {
            settings.simulator = try run.simulator(configuration)
        }
        if let configuration = session.missSimulation {
            settings.missSimulator = try run.simulator(configuration)
        }
        let path = try run.server.begin(session: name, settings)
        return RunningSession(
            baseURL: URL(string: path, relativeTo: root)?.absoluteURL ?? root,
            name: name,
            isRecording: run.server.isRecording(session: name),
            server: run.server
        )
    }
}

/// The settings of one test's session.
package struct SuiteSession: Sendable, Hashable {
    /// The base URL of OpenAI's API.
    package static let openAI = "https://api.openai.com/v1"

    /// The absolute path of the cassette; `nil` simulates everything.
    package var cassette: String?
    /// The record mode.
    package var mode: RecordMode
    /// The matching rules, in place of the cassette's own.
    package var matching: MatchingRules?
    /// The order and timing of recordings.
    package var playback: PlaybackPolicy
    /// The simulator that is recorded in place of the upstream; `nil` records the upstream.
    package var simulation: SimulatorConfiguration?
    /// The simulator that answers misses; `nil` explains them.
    package var missSimulation: SimulatorConfiguration?
    /// The base URL of the service that is recorded.
    package var upstream: String

    /// Creates settings.
    package init(
        cassette: String?,
        mode: RecordMode,
        matching: MatchingRules? = nil,
        playback: PlaybackPolicy = PlaybackPolicy(),
        simulation: SimulatorConfiguration? = nil,
        missSimulation: SimulatorConfiguration? = nil,
        upstream: String = SuiteSession.openAI
    ) {
        self.cassette = cassette
        self.mode = mode
        self.matching = matching
        self.playback = playback
        self.simulation = simulation
        self.missSimulation = missSimulation
        self.upstream = upstream
    }
}

/// One test's session on the server of its process.
package struct RunningSession: Sendable {
    /// The base URL for clients, such as `http://127.0.0.1:49152/session/summarises/v1`.
    package let baseURL: URL
    /// The name of the session.
    package let name: String
    /// Whether requests may be recorded.
    package let isRecording: Bool
    private let server: HTTPServer

    fileprivate init(baseURL: URL, name: String, isRecording: Bool, server: HTTPServer) {
        self.baseURL = baseURL
        self.name = name
        self.isRecording = isRecording
        self.server = server
    }

    /// The report so far.
    /// - Throws: `CassetteError` when the cassette cannot be read.
    package func report() throws -> RunReport {
        try server.report(session: name)
    }

    /// Ends the session.
    /// - Parameter dropsEarlier: Whether what was recorded under its name before is removed, once it recorded something
    ///   itself in mode `all`.
    /// - Returns: The report of the session.
    /// - Throws: `CassetteError` when the cassette fails.
    package func end(droppingEarlier dropsEarlier: Bool = false) async throws -> RunReport {
        try await server.end(session: name, droppingEarlier: dropsEarlier)
    }
}
