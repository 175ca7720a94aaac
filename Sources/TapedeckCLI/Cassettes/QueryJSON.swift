// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCassettes
import TapedeckCore

/// Rows as a JSON array with an object for each, one on a line.
struct QueryJSON: QueryOutput {
    private var names: [String] = []
    private var isFirst = true

    mutating func begin(_ names: [String]) { self.names = Self.members(names) }

    /// The names of columns as names of members, which differ from each other where those of columns need not.
    static func members(_ names: [String]) -> [String] {
        names.reduce(into: []) { members, name in
            let others = (2...).lazy.map { "\(name)_\($0)" }
            members.append(members.contains(name) ? others.first { !members.contains($0) } ?? name : name)
        }
    }

    mutating func add(_ values: [QueryValue]) {
        let row = JSONValue.object(zip(names, values).map { JSONMember(name: $0, value: $1.json) })
        Terminal.write(data: (isFirst ? "[\n" : ",\n") + row.text())
        isFirst = false
    }

    mutating func end() { Terminal.write(data: isFirst ? "[]\n" : "\n]\n") }
}
