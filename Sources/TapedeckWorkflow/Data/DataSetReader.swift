// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A reader of data files: JSON lines, a JSON array, a JSON object of columns, or CSV.
struct DataSetReader {
    let path: String
    private let bytes: ArraySlice<UInt8>

    init(path: String, bytes: [UInt8]) throws(WorkflowError) {
        self.path = path
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw .badInput("\(path) is UTF-16. Convert it first: iconv -f UTF-16 -t UTF-8.")
        }
        if bytes.starts(with: "PAR1".utf8) {
            throw .badInput(
                "\(path) is Parquet, which is not read. Export it as JSON lines first, such as with pandas: "
                    + "read_parquet(…).to_json(…, orient=\"records\", lines=True)."
            )
        }
        if bytes.starts(with: [0x1F, 0x8B]) {
            throw .badInput("\(path) is compressed. Unpack it first, such as with gunzip.")
        }
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    }

    /// The rows in order.
    ///
    /// The format follows from the name for `.csv`, and otherwise from the first character: `[` begins an array, `{` JSON
    /// lines, or an object of columns, as pandas writes them, when it spans the whole file.
    func rows() throws(WorkflowError) -> [DataRow] {
        if path.hasSuffix(".csv") || path.hasSuffix(".CSV") { return try CSVReader(path: path, bytes: bytes).rows() }
        let whitespace = Set(" \t\r\n".utf8)
        guard let first = bytes.first(where: { !whitespace.contains($0) }) else {
            throw .badInput("\(path) is empty. Give a file with at least one sample.")
        }
        switch first {
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "{"): return try JSONLines(bytes).isLines ? lines() : columns()
        default: return try CSVReader(path: path, bytes: bytes).rows()
        }
    }

    // MARK: - Shapes

    private func lines() throws(WorkflowError) -> [DataRow] {
        var rows: [DataRow] = []
        for line in JSONLines(bytes).lines {
            let place = "line \(line.number)"
            let value: JSONValue
            do {
                value = try JSONValue(parsing: line.bytes)
            } catch {
                throw .badInput("\(path), \(place): not JSON at byte \(error.offset + 1): \(error.reason).")
            }
            rows.append(try row(value, place))
        }
        return rows
    }

    private func array() throws(WorkflowError) -> [DataRow] {
        guard let elements = try document().elements else { return [] }
        var rows: [DataRow] = []
        for (index, element) in elements.enumerated() { rows.append(try row(element, "element \(index + 1)")) }
        return rows
    }

    /// An object of columns, each an object of texts by row label, or an array.
    private func columns() throws(WorkflowError) -> [DataRow] {
        guard case .object(let members) = try document() else { return [] }
        // The whole file can also be one sample.
        let isSample = members.allSatisfy { member in
            switch member.value {
            case .object, .array: false
            default: true
            }
        }
        if isSample { return [try row(.object(members), "line 1")] }
        var columns: [(name: String, labels: [String], cells: [DataRow.Cell])] = []
        for member in members {
            let entries: [JSONMember]
            switch member.value {
            case .object(let members): entries = members
            case .array(let elements):
                entries = elements.enumerated().map { JSONMember(name: "\($0)", value: $1) }
            default: throw .badInput("\(path): the column '\(member.name)' is neither an object nor an array.")
            }
            var cells: [DataRow.Cell] = []
            for entry in entries { cells.append(try cell(member.name, entry.value, "row '\(entry.name)'")) }
            columns.append((member.name, entries.map(\.name), cells))
        }
        guard let labels = columns.first?.labels else { return [] }
        if let other = columns.first(where: { $0.labels != labels }) {
            throw .badInput("\(path): the column '\(other.name)' has other rows than '\(columns[0].name)'.")
        }
        return labels.indices.map { index in
            DataRow(cells: columns.map { $0.cells[index] }, place: "row '\(labels[index])'")
        }
    }

    // MARK: - Parts

    private func document() throws(WorkflowError) -> JSONValue {
        do {
            return try JSONValue(parsing: bytes)
        } catch {
            let line = 1 + bytes.prefix(error.offset).count { $0 == UInt8(ascii: "\n") }
            throw .badInput("\(path), line \(line): not JSON at byte \(error.offset + 1): \(error.reason).")
        }
    }

    private func row(_ value: JSONValue, _ place: String) throws(WorkflowError) -> DataRow {
        guard case .object(let members) = value else {
            throw .badInput("\(path), \(place): a sample must be a JSON object such as {\"dialogue\": \"…\"}.")
        }
        var cells: [DataRow.Cell] = []
        for member in members { cells.append(try cell(member.name, member.value, place)) }
        return DataRow(cells: cells, place: place)
    }

    private func cell(_ name: String, _ value: JSONValue, _ place: String) throws(WorkflowError) -> DataRow.Cell {
        switch value {
        case .string(let text): DataRow.Cell(column: name, text: text)
        case .number(let number): DataRow.Cell(column: name, text: number.spelling)
        case .bool(let flag): DataRow.Cell(column: name, text: "\(flag)")
        case .null: DataRow.Cell(column: name, text: nil)
        // No text for a prompt, but its JSON counts in the digest of the data.
        case .array, .object: DataRow.Cell(column: name, text: value.text())
        }
    }
}

/// A row of a data file before its columns are mapped to fields.
struct DataRow {
    struct Cell {
        let column: String
        /// The text; nil when the cell is empty.
        let text: String?
    }

    let cells: [Cell]
    /// The place of the row for messages, such as `line 7` or `row 3`.
    let place: String

    subscript(column: String) -> Cell? { cells.last { $0.column == column } }
}

/// The lines of a JSON lines file, without blank ones.
struct JSONLines {
    struct Line {
        let bytes: ArraySlice<UInt8>
        /// The number of the line, from 1.
        let number: Int
    }

    let lines: [Line]

    init(_ bytes: ArraySlice<UInt8>) {
        var lines: [Line] = []
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            let isBlank = line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
            if !isBlank { lines.append(Line(bytes: line, number: number)) }
        }
        self.lines = lines
    }

    /// Whether each line is a document: the first line is valid JSON, or no document could continue after it.
    var isLines: Bool {
        guard let first = lines.first, lines.count > 1 else { return false }
        if (try? JSONValue(parsing: first.bytes)) != nil { return true }
        // A document over several lines breaks after a bracket or a comma; an invalid line does not end so.
        let last = first.bytes.last { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }
        return last != UInt8(ascii: "{") && last != UInt8(ascii: "[") && last != UInt8(ascii: ",")
    }
}
