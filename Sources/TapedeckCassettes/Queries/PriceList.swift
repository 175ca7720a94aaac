// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import GRDB
import TapedeckModels

/// The list prices of models in a cassette, which the view `cost` counts with.
///
/// They are data with a date, not part of the format: whoever opens a cassette for writing brings them up to date.
enum PriceList {
    /// The statement that makes the table of the list, after `CREATE`.
    static let table = """
        TABLE price_list (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            date TEXT NOT NULL,
            source TEXT NOT NULL,
            prices TEXT NOT NULL            -- JSON: {"model":[input,cached input or null,output],…}
        ) STRICT
        """

    /// Puts the list into a table that has none, or an older one.
    static func update(_ db: Database) throws {
        let date = try String.fetchOne(db, sql: "SELECT date FROM price_list")
        guard date.map({ $0 < ModelPrice.date }) ?? true else { return }
        try db.execute(
            sql: "INSERT OR REPLACE INTO price_list (id, date, source, prices) VALUES (1, ?, ?, ?)",
            arguments: [ModelPrice.date, ModelPrice.source, json]
        )
    }

    /// The prices in the form of the table.
    static let json: String = {
        let prices = ModelPrice.published.split(separator: "\n").map { line in
            let words = line.split(separator: " ")
            return "\"\(words[0])\":[\(words[1]),\(words[2] == "-" ? "null" : words[2]),\(words[3])]"
        }
        return "{\(prices.joined(separator: ","))}"
    }()
}
