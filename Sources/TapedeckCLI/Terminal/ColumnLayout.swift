// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Lays out rows in aligned columns, which become narrower where a terminal asks for it.
struct ColumnLayout {
    /// A column.
    struct Column {
        /// The heading.
        let name: String
        /// Whether numbers stand in the column, which end at its right.
        var isNumeric = false
        /// The widths down to which the column becomes narrower, the less room there is; `nil` for a column that is never
        /// shortened.
        var narrow: (ample: Int, comfortable: Int, least: Int)?
        /// Whether the column is left out where there is hardly any room.
        var isOptional = false
        /// Whether a shortened cell keeps its end as well as its beginning.
        var keepsEnd = false
        /// Whether the column is shown even where it has no text.
        var isKept = false
    }

    /// A cell with its style.
    struct Cell {
        let text: String
        var style: StyledText.Style?

        init(_ text: String, _ style: StyledText.Style? = nil) {
            self.text = VisibleText.line(text)
            self.style = style
        }
    }

    private static let gap = "  "
    /// The least width of a column on the narrowest terminal.
    private static let hardLimit = 4

    private let columns: [Column]
    /// The columns of the terminal; `nil` for rows as wide as they are, without headings.
    private let width: Int?
    private var widths: [Int]
    private var isHeaded = false

    init(_ columns: [Column], width: Int?) {
        self.columns = columns
        self.width = width
        widths = columns.map { _ in 0 }
    }

    /// The lines of the next rows, below the headings on a terminal; columns without any text are
    /// left out, save those to be kept.
    mutating func lines(_ rows: [[Cell]]) -> [StyledText] {
        for row in rows {
            for (column, cell) in row.enumerated() { widths[column] = max(widths[column], DisplayWidth.of(cell.text)) }
        }
        var lines: [StyledText] = []
        let shown = fitted()
        if width != nil, !isHeaded {
            isHeaded = true
            lines.append(line(columns.map { Cell($0.name, .aside) }, shown))
        }
        return lines + rows.map { line($0, shown) }
    }

    /// The widths, with room for the headings on a terminal, and no wider than that if possible.
    private func fitted() -> [Int] {
        guard let width else { return widths }
        var fitted = zip(columns, widths).map { column, width in
            width == 0 && !column.isKept ? 0 : max(width, DisplayWidth.of(column.name))
        }
        let full = fitted
        var excess: Int {
            fitted.reduce(0, +) + Self.gap.count * max(fitted.count { $0 > 0 } - 1, 0) - width
        }
        // The columns at the right give way first.
        func shorten(_ minimum: (Column) -> Int?) {
            for index in columns.indices.reversed() where excess > 0 {
                guard let minimum = minimum(columns[index]) else { continue }
                fitted[index] -= min(excess, max(fitted[index] - minimum, 0))
            }
        }
        shorten { $0.narrow?.ample }
        shorten { $0.narrow?.comfortable }
        for index in columns.indices.reversed() where excess > 0 && columns[index].isOptional { fitted[index] = 0 }
        shorten { $0.narrow?.least }
        shorten { $0.narrow.map { _ in Self.hardLimit } }
        // A column that was left out may have made more room than was needed.
        if let last = columns.indices.last, fitted[last] > 0 {
            fitted[last] = min(full[last], fitted[last] + max(-excess, 0))
        }
        return fitted
    }

    private func line(_ row: [Cell], _ widths: [Int]) -> StyledText {
        let shown = row.indices.filter { widths[$0] > 0 }
        let last = shown.last { !row[$0].text.isEmpty }
        var line = StyledText("")
        for index in shown where index <= last ?? -1 {
            let (column, cell) = (columns[index], row[index])
            let text = DisplayWidth.fitted(cell.text, to: widths[index], keepsEnd: column.keepsEnd)
            let padding = String(repeating: " ", count: widths[index] - DisplayWidth.of(text))
            if index != shown.first { line += StyledText(Self.gap) }
            if column.isNumeric { line += StyledText(padding) }
            line += StyledText(text, cell.style)
            if !column.isNumeric, index != last { line += StyledText(padding) }
        }
        return line
    }
}
