// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The option of commands that tell a lot about their work.
struct QuietOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Print nothing on stderr but errors and misses.")
    var quiet = false

    /// Whether a command has the option and was given it.
    static func areSet(in command: any ParsableCommand) -> Bool {
        (command as? any QuietCommand)?.verbosity.quiet ?? false
    }
}

/// A command that can be told to be quiet.
protocol QuietCommand {
    /// Whether it was told so.
    var verbosity: QuietOptions { get }
}
