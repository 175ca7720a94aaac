// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckCLI

struct StyledTextTests {
    @Test func `styles are put around visible text, and only where there are colours`() {
        let line = StyledText("a ") + StyledText("b\u{1B}[32m", .bad) + " c\n"
        #expect(line.line(isColoured: false) == #"a b\u001b[32m c\n"#)
        #expect(line.line(isColoured: true) == "a \u{1B}[31mb\\u001b[32m\u{1B}[0m c\\n")
    }

    @Test func `only status codes of errors have a style`() {
        #expect(StyledText.Style(status: 200) == nil)
        #expect(StyledText.Style(status: 404) == .warning)
        #expect(StyledText.Style(status: 503) == .bad)
    }
}
