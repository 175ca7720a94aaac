// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Tapedeck
import TapedeckCore

struct ReplayCommand: AsyncParsableCommand, QuietCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Answers from a cassette; opens no outgoing connection.",
        discussion: """
              tapedeck replay --cassette chat.sqlite --port 8080
              OPENAI_BASE_URL=http://127.0.0.1:8080/v1 OPENAI_API_KEY=none python my_script.py

            A recorded workflow can be extended offline; its files, jobs and models are there:
              tapedeck replay --cassette chat.sqlite --on-miss simulate

            Each test of a suite can have the cassette to itself: http://127.0.0.1:8080/session/NAME/v1

            Requests as they come, and what is on the tape, are shown at http://127.0.0.1:8080/_tapedeck/
            """
    )

    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
    @OptionGroup var cassettes: CassetteOptions

    @Option(Settings.onMiss) var onMiss: MissPolicy

    @OptionGroup(title: "Playing") var playback: PlaybackOptions
    @OptionGroup(title: "Simulation") var simulation: SimulationOptions
    @OptionGroup(title: "Matching") var matching: MatchingOptions
    @OptionGroup(title: "Server") var listen: ListenOptions
    @OptionGroup(title: "Report") var report: ReportOptions
    @OptionGroup var verbosity: QuietOptions

    func validate() throws {
        try cassettes.requireCassette()
        if onMiss == .error, let flag = simulation.flagThatNeedsSimulation {
            throw ValidationError("\(flag) says how to simulate; add --on-miss simulate.")
        }
    }

    func run() async throws {
        try report.check(cassette: cassettes.cassette)
        var settings = ServerSettings(
            cassettes: try cassettes.source(creatingFolder: false),
            consent: .playing,
            listen: listen.configuration,
            matchingRules: try matching.rules()
        )
        settings.playback = playback.policy
        if onMiss == .simulate { settings.simulation = try simulation.configuration() }
        settings.spans = report.spans
        try await ServingCommand(settings).serve(report, stopsWithInput: listen.stopWithStdin)
    }
}
