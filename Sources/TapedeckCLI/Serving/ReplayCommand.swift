// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCore
import TapedeckServer

struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Answers from a cassette; opens no outgoing connection.",
        discussion: """
              tapedeck replay --cassette chat.sqlite --port 8080
              OPENAI_BASE_URL=http://127.0.0.1:8080/v1 OPENAI_API_KEY=none python my_script.py

            Each test of a suite can have the cassette to itself: http://127.0.0.1:8080/session/NAME/v1
            """
    )

    @Option(help: "The cassette to play.")
    var cassette: String

    @OptionGroup(title: "Playing") var playback: PlaybackOptions
    @OptionGroup(title: "Matching") var matching: MatchingOptions
    @OptionGroup(title: "Server") var listen: ListenOptions
    @OptionGroup(title: "Report") var report: ReportOptions

    func run() async throws {
        let run = try ServingRun(
            cassette: cassette,
            mode: .none,
            rules: try matching.rules(),
            listen: listen.configuration,
            playback: playback.policy,
            recording: nil
        ) { Terminal.print($0) }
        try await ServingCommand.run(run, report: report)
    }
}
