// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Tapedeck

/// Shows recording, replaying and a miss within a second, on any machine.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Shows in a second how to record, replay and read a miss; needs no key and no network.",
        discussion: """
            A client sends requests to a recording server, sends them again to a replay server, and then sends one that \
            was not recorded. The answers come from the simulator.
              tapedeck demo
              tapedeck demo --output tapedeck-demo

            Without --output everything is removed at the end.
            """
    )

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Keep the cassette in this folder; must not exist, or must be empty.", valueName: "folder")
    )
    var output: String?

    func run() async throws {
        let folder = try DemoFolder(keeping: output)
        defer { folder.removeUnlessKept() }
        do {
            try await Demo(folder: folder).run()
        } catch let error as RunFailed {
            throw OutputError(message: "\(error)")
        }
    }
}
