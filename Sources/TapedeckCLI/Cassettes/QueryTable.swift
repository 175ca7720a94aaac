// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCassettes
import TapedeckCore

/// Rows for people: aligned, in the width of a terminal, and visible text alone.
struct QueryTable: QueryOutput {
    /// How many rows, and how many bytes of text, are aligned together at most.
    private static let step = (rows: 1000, bytes: 8 << 20)

    private var names: [String] = []
    private var layout: ColumnLayout?
    private var rows: [[QueryValue]] = []
    private var size = 0

    mutating func begin(_ names: [String]) { self.names = names }

    mutating func add(_ values: [QueryValue]) {
        rows.append(values)
        for case .text(let text) in values { size += text.utf8.count }
        if rows.count == Self.step.rows || size >= Self.step.bytes { print() }
    }

    mutating func end() {
        if layout == nil || !rows.isEmpty { print() }
    }

    private mutating func print() {
        // The first rows tell which columns have numbers.
        var layout =
            self.layout
            ?? ColumnLayout(
                names.enumerated().map { column, name in
                    ColumnLayout.Column(
                        name: VisibleText.line(name),
                        isNumeric: rows.contains { $0[column] != .null }
                            && rows.allSatisfy { $0[column].isNumber || $0[column] == .null },
                        narrow: (60, 24, 12),
                        isKept: true
                    )
                },
                width: Terminal.results.width ?? .max
            )
        for line in layout.lines(rows.map { $0.map(Self.cell) }) { Terminal.print(line) }
        self.layout = layout
        rows = []
        size = 0
    }

    private static func cell(_ value: QueryValue) -> ColumnLayout.Cell {
        value == .null ? ColumnLayout.Cell("NULL", .aside) : ColumnLayout.Cell(value.plain)
    }
}
