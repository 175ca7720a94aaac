// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCassettes
import TapedeckCore
import TapedeckServer

struct RenameSessionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename-session",
        abstract: "Gives the recordings of a session another name, so that a renamed test plays them.",
        discussion: """
              tapedeck cassette rename-session suite.sqlite 'test_chat.py::test_old' 'test_chat.py::test_new'

            The default session is called 'default'.
            """
    )

    @Argument(help: "The cassette.")
    var file: String

    @Argument(help: "The session whose recordings get another name.")
    var old: String

    @Argument(help: "The other name; the cassette must have no recordings of it.")
    var new: String

    func validate() throws {
        for name in [old, new] {
            do {
                _ = try SessionName.label(name)
            } catch {
                throw ValidationError("\(error).")
            }
        }
        if old == new { throw ValidationError("Both names are '\(old)'.") }
    }

    func run() async throws {
        let count = try await Cassette.renameSession(
            in: file,
            from: SessionName.label(old),
            to: SessionName.label(new)
        )
        Terminal.print("\(file): \(counted(count, "interaction")) of the session '\(old)' now belong to '\(new)'")
    }
}
