// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TapedeckCore

/// The two output streams: results go to stdout, everything else to stderr.
///
/// Whatever is written here is visible text: no control sequence of a cassette, an import or an upstream reaches the
/// terminal.
enum Terminal {
    /// What stdout can show.
    static let results = capabilities(of: .standardOutput)
    /// What stderr can show.
    static let notes = capabilities(of: .standardError)

    private static let quiet = Atomic(false)

    /// Leaves out of stderr all but errors from now on.
    static func silence() { quiet.store(true, ordering: .relaxed) }

    /// Writes a line of a result.
    static func print(_ line: String) {
        write(VisibleText.line(line) + "\n", to: .standardOutput)
    }

    /// Writes a line of a result in styles.
    static func print(_ line: StyledText) {
        write(line.line(isColoured: results.hasColours) + "\n", to: .standardOutput)
    }

    /// Writes a result of several lines.
    static func print(text: String) {
        write(result: text + "\n")
    }

    /// Writes a result that has its line breaks already.
    static func write(result text: String) { write(VisibleText.text(text), to: .standardOutput) }

    /// Writes a result for programs as it is; a terminal gets visible text.
    static func write(data text: String) {
        write(showsResults ? VisibleText.text(text) : text, to: .standardOutput)
    }

    /// Writes a line about the work.
    static func note(_ line: String) {
        guard !isQuiet else { return }
        write(VisibleText.line(line) + "\n", to: .standardError)
    }

    /// Writes a line about the work in styles.
    static func note(_ line: StyledText) {
        guard !isQuiet else { return }
        write(line.line(isColoured: notes.hasColours) + "\n", to: .standardError)
    }

    /// Writes a line about a problem, which a quiet command tells too.
    static func warn(_ line: StyledText) {
        write(line.line(isColoured: notes.hasColours) + "\n", to: .standardError)
    }

    /// Writes several lines about the work.
    static func note(text: String) {
        write(text + "\n")
    }

    /// Writes text about the work that has its line breaks already.
    static func write(_ text: String) {
        guard !isQuiet else { return }
        write(VisibleText.text(text), to: .standardError)
    }

    /// Writes to stderr as it is what moves the cursor, such as a progress bar.
    static func draw(_ sequence: String) {
        write(sequence, to: .standardError)
    }

    /// Writes the line that says why a command ended.
    static func printError(_ message: String) {
        print(problem: "Error:", message)
    }

    /// Writes what a quiet command tells too: a word for the kind of problem, and the problem in one or more lines.
    static func print(problem word: String, _ message: String) {
        let word = StyledText(word, .bad).line(isColoured: notes.hasColours)
        write("\(word) \(VisibleText.text(message))\n", to: .standardError)
    }

    /// Whether a person watches stderr, so that progress is shown there.
    static var isInteractive: Bool { notes.redrawsLines && !isQuiet }

    /// Whether a person reads stdout.
    static var showsResults: Bool { results.isTerminal }

    /// Whether stderr has nothing but errors.
    static var isQuiet: Bool { quiet.load(ordering: .relaxed) }

    private static func capabilities(of handle: FileHandle) -> TerminalCapabilities {
        TerminalCapabilities(
            descriptor: handle.fileDescriptor,
            environment: ProcessInfo.processInfo.environment
        )
    }

    private static func write(_ text: String, to handle: FileHandle) {
        // A reader that has gone away, such as `head`, is no error of ours.
        try? handle.write(contentsOf: Data(text.utf8))
    }
}
