// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A reader of CSV (RFC 4180): a header row, quoted fields with doubled quotes, newlines inside quotes.
struct CSVReader {
    let path: String
    let bytes: ArraySlice<UInt8>

    private struct Record {
        var fields: [String] = []
        let line: Int
    }

    func rows() throws(WorkflowError) -> [DataRow] {
        var records = try records()
        guard !records.isEmpty else { throw .badInput("\(path) is empty. Give a file with a header and rows.") }
        let header = records.removeFirst().fields
        var known: SpelledSet = []
        for name in header where !known.insert(name).inserted {
            throw .badInput("\(path), line 1: the column '\(name)' stands twice in the header.")
        }
        var rows: [DataRow] = []
        for record in records {
            guard record.fields.count == header.count else {
                throw .badInput(
                    "\(path), line \(record.line): the row has \(record.fields.count) fields, but the header has "
                        + "\(header.count). Quote fields that hold commas or newlines."
                )
            }
            let cells = zip(header, record.fields).map { DataRow.Cell(column: $0, text: $1) }
            rows.append(DataRow(cells: cells, place: "line \(record.line)"))
        }
        return rows
    }

    private func records() throws(WorkflowError) -> [Record] {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw .badInput("\(path) is not UTF-8. Convert it first: iconv -t UTF-8.")
        }
        var records: [Record] = []
        var position = bytes.startIndex
        var line = 1
        while position < bytes.endIndex {
            var record = Record(line: line)
            var isAtEnd = false
            while !isAtEnd {
                let (text, next) = try field(at: position, line: &line)
                record.fields.append(text)
                position = next
                guard position < bytes.endIndex else { break }
                switch bytes[position] {
                case UInt8(ascii: ","): position += 1
                default:
                    if bytes[position] == UInt8(ascii: "\r") { position += 1 }
                    if position < bytes.endIndex, bytes[position] == UInt8(ascii: "\n") { position += 1 }
                    line += 1
                    isAtEnd = true
                }
            }
            // Blank lines are not rows.
            if record.fields != [""] { records.append(record) }
        }
        return records
    }

    /// Reads a field; returns its text and the position of the comma, line end or file end after it.
    private func field(at start: Int, line: inout Int) throws(WorkflowError) -> (String, Int) {
        var position = start
        guard position < bytes.endIndex, bytes[position] == UInt8(ascii: "\"") else {
            while position < bytes.endIndex, !isEnd(bytes[position]) { position += 1 }
            return (String(decoding: bytes[start..<position], as: UTF8.self), position)
        }
        let firstLine = line
        var text: [UInt8] = []
        position += 1
        while position < bytes.endIndex {
            let byte = bytes[position]
            position += 1
            guard byte == UInt8(ascii: "\"") else {
                if byte == UInt8(ascii: "\n") { line += 1 }
                text.append(byte)
                continue
            }
            if position < bytes.endIndex, bytes[position] == UInt8(ascii: "\"") {
                text.append(byte)
                position += 1
                continue
            }
            guard position == bytes.endIndex || isEnd(bytes[position]) else {
                throw .badInput(
                    "\(path), line \(line): text follows the closing quote of a field. Double quotes inside a field."
                )
            }
            return (String(decoding: text, as: UTF8.self), position)
        }
        throw .badInput("\(path), line \(firstLine): a quoted field has no closing quote.")
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
}
