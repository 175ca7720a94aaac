// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The exit codes of `tapedeck`, besides 0 for success and the parser's 64 for wrong usage.
extension ExitCode {
    /// A check failed: a miss, an unused recording, a damaged cassette, a response that could not be recorded.
    static let checkFailed = ExitCode(1)
    /// An input file is missing, is of another kind, or is damaged.
    static let badInput = ExitCode(65)
    /// The upstream, the port or the cassette is unavailable.
    static let unavailable = ExitCode(69)
    /// An internal error.
    static let internalError = ExitCode(70)
    /// A command to run cannot be executed, as shells report it.
    static let notExecutable = ExitCode(126)
    /// A command to run does not exist, as shells report it.
    static let commandNotFound = ExitCode(127)
    /// A merge driver failed, which git tells from a conflict by codes above 128.
    static let mergeFailed = ExitCode(129)
    /// The process was interrupted: 128 and the number of the signal.
    static let interrupted = ExitCode(130)
}
