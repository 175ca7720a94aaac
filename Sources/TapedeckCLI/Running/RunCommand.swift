// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckCore
import TapedeckServer

struct RunCommand: AsyncParsableCommand {
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
            """
    )

    @Option(help: "The cassette; may be left out with --simulate.")
    var cassette: String?

    @Option(help: "The record mode: \(RecordMode.list).")
    var mode = RecordMode.once

    @Flag(
        help: "Let the simulator stand in for the service: it is recorded, or with --mode none goes on from the tape."
    )
    var simulate = false

    @Flag(help: "End with 1 when recordings were not played.")
    var failOnUnused = false

    @Option(help: "An origin whose web pages may use the server, as with 'tapedeck record' (repeatable).")
    var allowOrigin: [WebOrigin] = []

    @OptionGroup(title: "Recording") var recording: RecordingOptions
    @OptionGroup(title: "Simulation") var simulation: SimulationOptions
    @OptionGroup(title: "Playing") var playback: PlaybackOptions
    @OptionGroup(title: "Matching") var matching: MatchingOptions
    @OptionGroup(title: "Report") var report: ReportOptions

    @Argument(parsing: .postTerminator, help: "The command and its arguments, after '--'.")
    var command: [String] = []

    func validate() throws {
        if cassette == nil, !simulate { throw ValidationError("Give the cassette with --cassette FILE.") }
        if !simulate, let flag = simulation.flagThatNeedsSimulation {
            throw ValidationError("\(flag) says how to simulate; add --simulate.")
        }
        if command.isEmpty { throw ValidationError("Give the command to run after '--'.") }
        if mode == .none, let flag = recording.flagThatNeedsRecording {
            throw ValidationError("\(flag) says how to record, and --mode none records nothing; leave one of them out.")
        }
    }

    func run() async throws {
        try report.check(cassette: cassette, inputs: [recording.caBundle])
        let (addresses, address) = AsyncStream<String>.makeStream()
        let run = try ServingRun(
            cassette: cassette,
            mode: cassette == nil ? .none : mode,
            rules: try matching.rules(),
            listen: ServerConfiguration(allowedOrigins: allowOrigin),
            playback: playback.policy,
            recording: mode == .none ? nil : recording,
            simulation: simulate ? simulation.configuration : nil
        ) { address.yield($0) }

        let serving = Task {
            defer { address.finish() }
            try await run.serve { try await run.server.run() }
        }
        var status: Int32?
        var failure: (any Error)?
        if let baseURL = await addresses.first(where: { _ in true }) {
            do {
                status = try await ChildCommand(arguments: command, environment: environment(baseURL)).run()
            } catch {
                failure = error
            }
            run.hardStop.arm()
            try await run.server.stop()
        }
        let served = await serving.result
        let result = try await run.finish(report)
        if let failure { throw failure }
        try served.get()
        if let status, status != 0 { throw ExitCode(status) }
        if result.totals.missed > 0 || result.totals.lost > 0 || result.refusedCount > 0 { throw Failure.checkFailed }
        if failOnUnused, result.unusedCount > 0 { throw Failure.checkFailed }
    }

    /// What the command's environment gets; clients must not take the way to this machine through a proxy.
    private func environment(_ baseURL: String) -> [String: String] {
        let own = ProcessInfo.processInfo.environment
        var added = ["OPENAI_BASE_URL": baseURL]
        let needsKey = mode != .none && !simulate && recording.isOpenAI
        if own["OPENAI_API_KEY"] == nil, !needsKey { added["OPENAI_API_KEY"] = "tapedeck" }
        for name in ["NO_PROXY", "no_proxy"] {
            let hosts = own[name].map { [$0] } ?? []
            added[name] = (hosts + ["127.0.0.1", "localhost"]).joined(separator: ",")
        }
        return added
    }
}
