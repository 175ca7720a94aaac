// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckCLI

struct ColumnLayoutTests {
    private static let columns: [ColumnLayout.Column] = [
        .init(name: "name", narrow: (8, 8, 5), keepsEnd: true), .init(name: "none"), .init(name: "n", isNumeric: true),
        .init(name: "more", isOptional: true), .init(name: "text", narrow: (6, 6, 5)),
    ]

    private func lines(_ rows: [[String]], width: Int?) -> [String] {
        var layout = ColumnLayout(Self.columns, width: width)
        return layout.lines(rows.map { $0.map { ColumnLayout.Cell($0) } }).map { $0.line(isColoured: false) }
    }

    private static let rows = [
        ["a", "", "1", "m", "first"], ["abcdefghij", "", "100", "m", ""], ["abc", "", "20", "m", "the third one"],
    ]

    @Test func `columns are aligned, and those without text left out`() {
        #expect(
            lines(Self.rows, width: nil) == [
                "a             1  m  first", "abcdefghij  100  m", "abc          20  m  the third one",
            ]
        )
    }

    @Test func `a terminal gets headings`() {
        #expect(lines(Self.rows, width: 80)[0] == "name          n  more  text")
    }

    @Test(arguments: [
        (30, "abc          20  m     the th…"), (27, "abc        20  m     the t…"), (24, "abc        20  the thir…"),
        (17, "abc     20  the …"), (15, "abc    20  the…"),
    ])
    func `a narrow terminal gets narrow columns, the last ones first, and then fewer`(width: Int, last: String) {
        let lines = lines(Self.rows, width: width)
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= width })
        #expect(lines.count == 4 && lines[3] == last)
    }

    @Test func `rows that come later keep the columns`() {
        var layout = ColumnLayout(Self.columns, width: nil)
        let row = { (name: String) in [ColumnLayout.Cell(name), .init(""), .init("1"), .init(""), .init("x")] }
        _ = layout.lines([row("abcdef")])
        #expect(layout.lines([row("a")]).map { $0.line(isColoured: false) } == ["a       1  x"])
    }
}
