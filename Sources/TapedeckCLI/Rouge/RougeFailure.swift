// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// An error that ends a `rouge` run: one line for people, and an exit code.
struct RougeFailure: Error, Sendable, CustomStringConvertible {
    /// The problem, its place and its remedy.
    let description: String
    let exitCode: ExitCode

    /// A file that cannot be read, or does not hold what it should.
    static func badInput(_ message: String) -> Self { Self(description: message, exitCode: .badInput) }

    /// Options that do not fit each other or the files.
    static func usage(_ message: String) -> Self { Self(description: message, exitCode: .validationFailure) }
}
