// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckCLI

struct TerminalCapabilitiesTests {
    private func hasColours(_ isTerminal: Bool, _ environment: [String: String]) -> Bool {
        TerminalCapabilities(isTerminal: isTerminal, width: nil, environment: environment).hasColours
    }

    @Test(arguments: [
        ([:], true), (["NO_COLOR": "1"], false), (["NO_COLOR": ""], true), (["TERM": "dumb"], false),
        (["CLICOLOR": "0"], false),
        (["NO_COLOR": "1", "CLICOLOR_FORCE": "1"], false), (["TERM": "dumb", "CLICOLOR_FORCE": "1"], true),
        (["FORCE_COLOR": "0"], false),
    ])
    func `a terminal has colours unless the environment says no`(environment: [String: String], expected: Bool) {
        #expect(hasColours(true, environment) == expected)
    }

    @Test(arguments: [
        ([:], false), (["CLICOLOR_FORCE": "1"], true), (["FORCE_COLOR": "1"], true), (["CLICOLOR_FORCE": "0"], false),
        (["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], false),
    ])
    func `a file has colours when they are forced`(environment: [String: String], expected: Bool) {
        #expect(hasColours(false, environment) == expected)
    }

    @Test func `the width is that of the terminal, else of COLUMNS`() {
        func width(_ isTerminal: Bool, _ width: Int?, _ columns: String) -> Int? {
            TerminalCapabilities(isTerminal: isTerminal, width: width, environment: ["COLUMNS": columns]).width
        }
        #expect(width(true, 80, "40") == 80)
        #expect(width(true, nil, "40") == 40)
        #expect(width(true, nil, "wide") == nil)
        #expect(width(false, nil, "40") == nil)
    }

    @Test func `a line is drawn again on a terminal that is not dumb`() {
        #expect(TerminalCapabilities(isTerminal: true, width: nil, environment: ["NO_COLOR": "1"]).redrawsLines)
        #expect(!TerminalCapabilities(isTerminal: true, width: nil, environment: ["TERM": "dumb"]).redrawsLines)
        #expect(!TerminalCapabilities(isTerminal: false, width: nil, environment: [:]).redrawsLines)
    }
}
