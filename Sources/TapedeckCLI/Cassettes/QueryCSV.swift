// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCassettes

/// Rows as comma-separated values (RFC 4180), with the names of the columns in the first line.
struct QueryCSV: QueryOutput {
    mutating func begin(_ names: [String]) { write(names) }

    mutating func add(_ values: [QueryValue]) { write(values.map(\.plain)) }

    mutating func end() {}

    private func write(_ fields: [String]) {
        // A line of one empty field would be no line.
        Terminal.write(data: fields == [""] ? "\"\"\n" : fields.map(Self.quoted).joined(separator: ",") + "\n")
    }

    private static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
