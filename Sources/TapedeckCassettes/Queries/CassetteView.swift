// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import GRDB

/// A view of a cassette, so that questions about recordings can be asked in SQL, by any program that reads SQLite.
///
/// The views read bodies where they lie: bodies are stored decoded, SQLite's JSON functions read documents, and an event
/// stream becomes a JSON array of its lines. So nothing has to be stored a second time, and nothing can be out of date.
package struct CassetteView: Sendable, Hashable {
    /// The name.
    package let name: String
    /// What its rows are, in a sentence; `nil` for a view that only others read.
    package let about: String?
    /// The `SELECT` of the view; it uses no function that SQLite 3.37 does not have.
    let sql: String

    init(_ name: String, about: String? = nil, sql: String) {
        self.name = name
        self.about = about
        self.sql = sql
    }

    /// The views of a cassette of format 2.
    ///
    /// They are part of the format: a change of one needs a migration that makes them anew, and the earlier ones to be
    /// kept for it.
    package static let all = (texts + conversations + usage + traffic + objects).sorted {
        place(of: $0) < place(of: $1)
    }

    /// The views that are described to users, in the order of the guide.
    package static let documented = (traffic + conversations + usage + objects + texts).filter { $0.about != nil }

    /// The order in which views are made, by which they fill pages: a cassette is smaller by two of them.
    private static let order = [
        "documents", "events", "items", "chunks", "messages", "cost", "requests", "job_steps", "deltas", "tool_calls",
        "files",
        "call_deltas", "objects", "jobs", "tokens", "prices",
    ]

    private static func place(of view: CassetteView) -> Int { order.firstIndex(of: view.name) ?? order.count }

    /// The statement that makes the view in a cassette.
    var creation: String { "CREATE VIEW \(name) AS\n\(sql)" }

    /// The statement that makes the view for a connection alone.
    var temporaryCreation: String { "CREATE TEMP VIEW \(name) AS\n\(sql)" }
}
