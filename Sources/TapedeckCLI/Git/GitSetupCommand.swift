// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckCore

/// Tells git to show cassettes as text and to merge them interaction by interaction.
struct GitSetupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup",
        abstract: "Makes 'git diff' show cassettes as text, and 'git merge' merge them by interaction.",
        discussion: """
              tapedeck git setup                                # all files that end in .sqlite
              tapedeck git setup 'cassettes/**/*.sqlite'        # only those
              tapedeck git setup --remove

            Adds lines to .gitattributes, which is committed once for all, and commands to the configuration of this \
            clone, so every clone runs it once. Where it was not run, git treats cassettes as binary files. Other \
            SQLite files and damaged ones are left to git's own merge: a conflict.
            """
    )

    @Argument(help: "The patterns of .gitattributes that name cassettes. (default: *.sqlite)")
    var patterns: [String] = []

    @Flag(help: "Set up all repositories of this user: git's global configuration and attributes.")
    var global = false

    @Flag(help: "Take out what setup has put in.")
    var remove = false

    func validate() throws {
        if remove, !patterns.isEmpty {
            throw ValidationError("--remove takes out the lines of all patterns; leave the patterns out.")
        }
        for pattern in patterns {
            if pattern.isEmpty || pattern.contains(where: \.isNewline) {
                throw ValidationError("A pattern must not be empty, and must be one line.")
            }
            if pattern.hasPrefix("!") {
                throw ValidationError("'\(pattern)': .gitattributes has no patterns that exclude files.")
            }
            if pattern.hasPrefix("[attr]") { throw ValidationError("'\(pattern)' is a macro and not a pattern.") }
        }
    }

    func run() async throws {
        let setup = try await GitSetup(isGlobal: global)
        let changes =
            remove ? try await setup.remove() : try await setup.install(patterns.isEmpty ? ["*.sqlite"] : patterns)
        for change in changes { Terminal.print(change) }
        if changes.isEmpty {
            Terminal.print("Nothing to change: \(setup.attributesName) and git's configuration are as wanted.")
        }
        guard !changes.isEmpty, !global else { return }
        if remove {
            Terminal.note("Other clones keep their configuration until they run 'tapedeck git setup --remove', too.")
        } else {
            Terminal.note("Commit .gitattributes. In each other clone, run 'tapedeck git setup' once.")
        }
    }
}
