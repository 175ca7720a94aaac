// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Tapedeck
import TapedeckCore
import TapedeckServer

struct RunCommand: AsyncParsableCommand, QuietCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs a command with OPENAI_BASE_URL set to a server of its own.",
        discussion: """
            Records on the first run and plays on every later one:
              tapedeck run --cassette chat.sqlite -- python my_script.py

            In CI, where nothing may be recorded and everything must be used:
              tapedeck run --cassette chat.sqlite --mode none --fail-on-unused -- pytest

            With nothing recorded at all, against the simulator:
              tapedeck run --simulate -- python my_script.py

            The command's output, signals and exit code pass through. When it succeeds, a miss still ends with 1, and
            so does a request whose URL leads nowhere.
            OPENAI_BASE_URL, OPENAI_API_BASE and every other variable that would lead a client to the service lead to the
            server, and NO_PROXY names it.
            """
    )

    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

    @OptionGroup var cassettes: CassetteOptions

    @Option(
        help: """
            The record mode: \(RecordMode.list). (default: TAPEDECK_RECORD, else that of tapedeck.yaml, else once; \
            where CI is set, one must be named to record)
            """
    )
    var mode: RecordMode?

    @Flag(
        help: "Use the simulator as the upstream; with --mode none, only for misses."
    )
    var simulate = false

    @Flag(Settings.failOnUnused) var failOnUnused: Bool
    @Option(Settings.Server.allowOrigins) var allowOrigin: [WebOrigin]

    @OptionGroup(title: "Recording") var recording: RecordingOptions
    @OptionGroup(title: "Simulation") var simulation: SimulationOptions
    @OptionGroup(title: "Playing") var playback: PlaybackOptions
    @OptionGroup(title: "Matching") var matching: MatchingOptions
    @OptionGroup(title: "Report") var report: ReportOptions
    @OptionGroup var verbosity: QuietOptions

    @Argument(parsing: .postTerminator, help: "The command and its arguments, after '--'.")
    var command: [String] = []

    func validate() throws {
        if !simulate { try cassettes.requireCassette() }
        if !simulate, let flag = simulation.flagThatNeedsSimulation {
            throw ValidationError("\(flag) says how to simulate; add --simulate.")
        }
        if command.isEmpty { throw ValidationError("Give the command to run after '--'.") }
        if mode == RecordMode.none, let flag = recording.flagThatNeedsRecording {
            throw ValidationError("\(flag) says how to record, and --mode none records nothing; leave one of them out.")
        }
    }

    /// Whether nothing is recorded or played; the folder of a configuration file does not ask for it.
    private var isOnlySimulated: Bool {
        simulate && cassettes.cassette == nil && !Settings.cassettes.isGiven(cassettes.cassettes)
    }

    func run() async throws {
        try report.check(cassette: cassettes.cassette, inputs: [recording.caBundle])
        let own = ProcessInfo.processInfo.environment
        let consent = isOnlySimulated ? .playing : try RecordingConsent.inForce(named: mode)
        let (addresses, address) = AsyncStream<String>.makeStream()
        var settings = ServerSettings(
            cassettes: isOnlySimulated ? .none : try cassettes.source(creatingFolder: consent.mode != .none),
            consent: consent,
            listen: ServerConfiguration(allowedOrigins: allowOrigin),
            matchingRules: try matching.rules(),
            recording: consent.mode == .none ? nil : try recording.settings()
        )
        settings.playback = playback.policy
        settings.spans = report.spans
        if simulate { settings.simulation = try simulation.configuration() }
        settings.pollWatch = PollWatch { target in
            Terminal.note(
                "The command asks GET \(target.path) hundreds of times a second; let it sleep between polls, or the "
                    + "service will refuse it."
            )
        }
        let run = try ServerRun(settings) { address.yield($0) }
        let deadline = ShutdownDeadline(of: run, limit: settings.listen.stopLimit)

        let serving = Task {
            defer {
                address.finish()
                deadline.allow(.seconds(60))
            }
            try await run.serve { try await run.server.run() }
        }
        var outcome = ChildOutcome.notStarted
        if let baseURL = await addresses.first(where: { _ in true }) {
            let environment = ClientEnvironment(
                baseURL: baseURL,
                placeholderKey: consent.mode != .none && !simulate && recording.isOpenAI ? nil : "tapedeck",
                isForAzure: simulate ? !simulation.azureDeployment.isEmpty : recording.isAzure,
                inherited: own
            )
            if !environment.replaced.isEmpty {
                let names = environment.replaced.joined(separator: ", ")
                Terminal.note("The command gets this server's address in \(names), which would lead past it.")
            }
            do {
                outcome = .ended(try await ChildCommand(arguments: command, environment: environment.added).run())
            } catch {
                outcome = .failed(error)
            }
            deadline.arm()
            try await run.server.stop()
        }
        let served = await serving.result
        let failOnUnused = failOnUnused
        let result = try await run.finish().publish(report) { report in
            var failures = outcome.failures
            if case .failure(let error) = served { failures.append(RunFailure(.error, error.text(for: .commandLine))) }
            return failures + report.failures(missesFail: true, unusedFails: failOnUnused)
        }
        if case .failed(let error) = outcome { throw error }
        try served.get()
        if case .ended(let status) = outcome, status != 0 { throw ExitCode(status) }
        if !result.failures.isEmpty { throw ExitCode.checkFailed }
    }
}

/// The result of the command.
private enum ChildOutcome {
    case notStarted
    case ended(Int32)
    case failed(any Error)

    var failures: [RunFailure] {
        switch self {
        case .notStarted, .ended(0): []
        case .ended(let status): [RunFailure(.command, "the command ended with \(status)")]
        case .failed(let error): [RunFailure(.command, error.text(for: .commandLine))]
        }
    }
}
