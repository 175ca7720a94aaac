// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Commands for cassettes in git repositories.
struct GitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "git",
        abstract: "Shows and merges cassettes in git repositories.",
        subcommands: [GitSetupCommand.self, GitResolveCommand.self, GitMergeDriverCommand.self]
    )
}
