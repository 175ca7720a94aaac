// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore

/// The two output streams: results go to stdout, everything else to stderr.
///
/// Whatever is written here is visible text: no control sequence of a cassette, an import or an upstream reaches the
/// terminal.
enum Terminal {
    /// Writes a line of a result.
    static func print(_ line: String) {
        write(VisibleText.line(line) + "\n", to: .standardOutput)
    }

    /// Writes a result of several lines.
    static func print(text: String) {
        write(result: text + "\n")
    }

    /// Writes a result that has its line breaks already.
    static func write(result text: String) { write(VisibleText.text(text), to: .standardOutput) }

    /// Writes a line about the work.
    static func note(_ line: String) {
        write(VisibleText.line(line) + "\n", to: .standardError)
    }

    /// Writes several lines about the work.
    static func note(text: String) {
        write(text + "\n")
    }

    /// Writes text about the work that has its line breaks already.
    static func write(_ text: String) {
        write(VisibleText.text(text), to: .standardError)
    }

    /// Writes to stderr as it is what moves the cursor, such as a progress bar.
    static func draw(_ sequence: String) {
        write(sequence, to: .standardError)
    }

    /// Writes the line that says why a command ended.
    static func printError(_ message: String) {
        note(text: "Error: \(message)")
    }

    /// Whether a person reads stderr.
    static var isInteractive: Bool { isatty(FileHandle.standardError.fileDescriptor) == 1 }

    /// Whether a person reads stdout.
    static var showsResults: Bool { isatty(FileHandle.standardOutput.fileDescriptor) == 1 }

    private static func write(_ text: String, to handle: FileHandle) {
        // A reader that has gone away, such as `head`, is no error of ours.
        try? handle.write(contentsOf: Data(text.utf8))
    }
}
