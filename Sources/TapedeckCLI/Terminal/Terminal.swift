// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The two output streams: results go to stdout, everything else to stderr.
enum Terminal {
    /// Writes a line of a result.
    static func print(_ line: String) {
        write(line + "\n", to: .standardOutput)
    }

    /// Writes a result that has its line breaks already.
    static func write(result text: String) { write(text, to: .standardOutput) }

    /// Writes a line about the work.
    static func note(_ line: String) {
        write(line + "\n")
    }

    /// Writes text about the work as it is, such as a progress bar.
    static func write(_ text: String) {
        write(text, to: .standardError)
    }

    /// Writes the line that says why a command ended.
    static func printError(_ message: String) {
        note("Error: \(message)")
    }

    /// Whether a person reads stderr.
    static var isInteractive: Bool { isatty(FileHandle.standardError.fileDescriptor) == 1 }

    private static func write(_ text: String, to handle: FileHandle) {
        // A reader that has gone away, such as `head`, is no error of ours.
        try? handle.write(contentsOf: Data(text.utf8))
    }
}
