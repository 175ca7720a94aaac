// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Tapedeck
import TapedeckCore

struct RecordCommand: AsyncParsableCommand, QuietCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Records the traffic between clients and the API.",
        discussion: """
            Prints its base URL and records until it is stopped (Ctrl-C):
              tapedeck record --cassette chat.sqlite --port 8080
              OPENAI_BASE_URL=http://127.0.0.1:8080/v1 python my_script.py

            Any compatible service can be recorded:
              tapedeck record --cassette llama.sqlite --upstream http://127.0.0.1:11434/v1

            A test suite can share one server, where each test names its cassette:
              tapedeck record --cassettes cassettes --port 8080

            Requests as they come, and what is on the tape, are shown at http://127.0.0.1:8080/_tapedeck/
            """
    )

    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
    @OptionGroup var cassettes: CassetteOptions

    @Option(
        help: """
            once: record into an empty cassette, else play; new_episodes: play, record what is new; all: record. \
            (default: TAPEDECK_RECORD, else that of tapedeck.yaml, else once; where CI is set, one must be named)
            """
    )
    var mode: RecordMode?

    @OptionGroup(title: "Recording") var recording: RecordingOptions
    @OptionGroup(title: "Matching") var matching: MatchingOptions
    @OptionGroup(title: "Server") var listen: ListenOptions
    @OptionGroup(title: "Report") var report: ReportOptions
    @OptionGroup var verbosity: QuietOptions

    func validate() throws {
        try cassettes.requireCassette()
        if mode == RecordMode.none { throw ValidationError("--mode none records nothing; use 'tapedeck replay'.") }
    }

    func run() async throws {
        try report.check(cassette: cassettes.cassette, inputs: [recording.caBundle])
        let consent = try RecordingConsent.inForce(named: mode)
        guard consent.mode != .none else {
            throw ValidationError("\(RecordingConsent.source) records nothing; use 'tapedeck replay'.")
        }
        var settings = ServerSettings(
            cassettes: try cassettes.source(creatingFolder: true),
            consent: consent,
            listen: listen.configuration,
            matchingRules: try matching.rules(),
            recording: try recording.settings()
        )
        settings.spans = report.spans
        try await ServingCommand(settings).serve(report, stopsWithInput: listen.stopWithStdin)
    }
}
