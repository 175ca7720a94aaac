// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckCLI

struct MessageLinesTests {
    private func lines(_ pieces: [String], limit: Int = 8) -> [MessageLines.Line] {
        var reader = MessageLines(limit: limit)
        let lines = pieces.flatMap { reader.push(Array($0.utf8)) }
        return lines + (reader.finish().map { [$0] } ?? [])
    }

    private func whole(_ text: String) -> MessageLines.Line { .whole(Array(text.utf8)) }

    @Test(arguments: [["ab\ncd\n"], ["a", "b\nc", "d\n"], ["ab\n", "cd"]])
    func `cuts lines however their bytes come`(_ pieces: [String]) {
        #expect(lines(pieces) == [whole("ab"), whole("cd")])
    }

    @Test func `leaves out a line that is too long, and goes on`() {
        #expect(lines(["12345678\n123", "456789\nok\n"]) == [whole("12345678"), .tooLong, whole("ok")])
        #expect(lines(["123456789"]) == [.tooLong])
    }
}
