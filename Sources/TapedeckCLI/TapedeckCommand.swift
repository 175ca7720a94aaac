// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckCore

/// The `tapedeck` command.
@main
struct TapedeckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tapedeck",
        abstract: "Records sessions with the OpenAI API and replays them without network, key or cost.",
        discussion: """
            See what it does, without a key:
              tapedeck demo

            Record once, then replay:
              tapedeck run --cassette chat.sqlite -- python my_script.py
              tapedeck run --cassette chat.sqlite --mode none -- python my_script.py

            Or keep a server running and point any client at it with OPENAI_BASE_URL:
              tapedeck record --cassette chat.sqlite --port 8080
              tapedeck replay --cassette chat.sqlite --port 8080

            Work with nothing recorded at all, against a simulator whose fine-tuned models learn:
              tapedeck simulate --port 8080

            Exit codes: 0 done, 1 a check failed, 64 usage, 65 bad input file, 69 upstream, port or cassette \
            unavailable, 70 internal error. 'tapedeck run' ends with the code of its command.
            """,
        version: ToolVersion.current,
        subcommands: [
            DemoCommand.self, RecordCommand.self, ReplayCommand.self, SimulateCommand.self, RunCommand.self,
            InitCommand.self, ConfigCommand.self, CassetteCommand.self, GitCommand.self, MCPCommand.self,
            RougeCommand.self,
            PrepareCommand.self, FinetuneCommand.self, EvaluateCommand.self, CompareCommand.self, WorkflowCommand.self,
        ]
    )

    static func main() async {
        let configuration = ProjectConfiguration.load(
            arguments: Array(CommandLine.arguments.dropFirst()),
            environment: ProcessInfo.processInfo.environment,
            folder: FileManager.default.currentDirectoryPath
        )
        await ProjectConfiguration.$current.withValue(configuration) { await runCommand() }
    }

    private static func runCommand() async {
        let parsed: any ParsableCommand
        do {
            parsed = try parseAsRoot()
        } catch {
            if exitCode(for: error) == .validationFailure,
                let tree = try? JSONValue(parsing: Array(_dumpHelp().utf8)),
                let misspelling = Misspelling(Array(CommandLine.arguments.dropFirst()), tree: tree)
            {
                Terminal.printError(misspelling.message)
                Terminal.note("  See '\(misspelling.command) --help' for more information.")
                exit(withError: ExitCode.validationFailure)
            }
            exit(withError: error)
        }
        if QuietOptions.areSet(in: parsed) { Terminal.silence() }
        do {
            var command = parsed
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            exit(withError: Failure.translate(error))
        }
    }
}
