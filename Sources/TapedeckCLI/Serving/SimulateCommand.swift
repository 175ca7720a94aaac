// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Tapedeck
import TapedeckCore

struct SimulateCommand: AsyncParsableCommand, QuietCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Simulates the service in memory: files, uploads, fine-tuning, models and chat.",
        discussion: """
              tapedeck simulate --port 8080
              OPENAI_BASE_URL=http://127.0.0.1:8080/v1 OPENAI_API_KEY=none python my_script.py

            A fine-tuned model is fitted to the file it was given, so its answers change because of the data. Nothing is
            the service's own: every answer has the field 'tapedeck-simulated: 1', and completions a
            'system_fingerprint' that begins with 'fp_sim'. The same seed and the same requests give the same bytes.
            Each test of a suite can have a state to itself: http://127.0.0.1:8080/session/NAME/v1
            """
    )

    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
    @OptionGroup(title: "Simulation") var simulation: SimulationOptions
    @OptionGroup(title: "Server") var listen: ListenOptions
    @OptionGroup(title: "Report") var report: ReportOptions
    @OptionGroup var verbosity: QuietOptions

    func run() async throws {
        try report.check(cassette: nil)
        var settings = ServerSettings(cassettes: .none, consent: .playing, listen: listen.configuration)
        settings.simulation = try simulation.configuration()
        settings.spans = report.spans
        try await ServingCommand(settings).serve(report, stopsWithInput: listen.stopWithStdin)
    }
}
