// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What an output stream can show, by its kind and the environment.
struct TerminalCapabilities {
    /// Whether the stream is a terminal.
    let isTerminal: Bool
    /// Whether text has colours.
    let hasColours: Bool
    /// Whether a line can be drawn again, as progress bars are.
    let redrawsLines: Bool
    /// The columns of the terminal, if they are known.
    let width: Int?

    /// Decides for a stream.
    ///
    /// `NO_COLOR` turns colours off and `CLICOLOR_FORCE` or `FORCE_COLOR` on, in this order; otherwise terminals have
    /// them, save where `CLICOLOR` is 0 or `TERM` is `dumb`.
    init(isTerminal: Bool, width: Int?, environment: [String: String]) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let isDumb = environment["TERM"] == "dumb"
        self.isTerminal = isTerminal
        self.redrawsLines = isTerminal && !isDumb
        self.width = isTerminal ? width ?? value("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } : nil
        let forced = [value("CLICOLOR_FORCE"), value("FORCE_COLOR")].compactMap(\.self)
        hasColours =
            if value("NO_COLOR") != nil || value("FORCE_COLOR") == "0" {
                false
            } else if forced.contains(where: { $0 != "0" && $0 != "false" }) {
                true
            } else {
                redrawsLines && value("CLICOLOR") != "0"
            }
    }

    /// Looks at an open stream.
    init(descriptor: Int32, environment: [String: String]) {
        var size = winsize()
        let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        self.init(
            isTerminal: isatty(descriptor) == 1,
            width: isKnown ? Int(size.ws_col) : nil,
            environment: environment
        )
    }
}
