// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import TapedeckModels
package import TapedeckCore

/// A cassette that answers questions in SQL, and is not changed by them.
///
/// The file is opened read-only, and only statements that read are let pass. A cassette of an earlier version, which has no
/// views, gets them for the connection alone.
package struct CassetteQuery {
    /// What a query may take.
    package struct Limits: Sendable, Hashable {
        /// The time after which a query is ended.
        package var time: Duration
        /// The number of rows after which a query is ended.
        package var rows: Int

        /// Creates limits.
        package init(time: Duration = .seconds(30), rows: Int = .max) {
            self.time = time
            self.rows = rows
        }
    }

    /// The path of the cassette.
    package let path: String
    private let connection: QueryConnection

    /// Opens a cassette.
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - search: Whether the query uses the table `search`, which is made in memory where the cassette has none.
    ///   - limits: What making that table may take.
    /// - Throws: ``CassetteError`` when the file is missing, is no cassette, is of a newer version, or is damaged.
    package init(_ path: String, search: Bool = false, limits: Limits = Limits()) throws(CassetteError) {
        self.path = path
        try CassetteFile.requireCassette(path)
        try CassetteFile.settle(path)
        do {
            let facts = try Self.facts(path)
            connection = try QueryConnection(path)
            if !facts.hasViews {
                try connection.prepare("CREATE TEMP \(PriceList.table)")
                try connection.prepare(
                    "INSERT INTO temp.price_list VALUES (1, '\(ModelPrice.date)', '\(ModelPrice.source)', "
                        + "'\(PriceList.json)')"
                )
                for view in CassetteView.all { try connection.prepare(view.temporaryCreation) }
            }
            // Opening the table takes more than reading; a damaged one counts for none.
            let isOpen = facts.hasIndex && (try? connection.prepare(SearchIndex.opening)) != nil
            if search, !isOpen {
                try connection.prepare(SearchIndex.creation(in: "temp"))
                try connection.run(SearchIndex.filling, limits: limits) { _ in true }
            }
            try connection.allowOnlyReading()
        } catch let error as QueryError {
            throw error.cassetteError(path, limits)
        } catch {
            throw CassetteError.wrapping(error, path: path)
        }
    }

    /// Makes sure that the file is a sound cassette, and looks at what it has.
    private static func facts(_ path: String) throws -> (hasViews: Bool, hasIndex: Bool) {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF") }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        return try queue.read { db in
            _ = try CassetteFile.metadata(db, path: path)
            return (try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0 > 1, try SearchIndex.exists(db))
        }
    }

    /// Runs a query.
    /// - Parameters:
    ///   - sql: One statement that reads.
    ///   - limits: What it may take.
    ///   - columns: Called once with the names of the columns.
    ///   - row: Called with the values of each row.
    /// - Returns: Whether these are all rows; `false` when there are more than the limit.
    /// - Throws: ``CassetteError`` with the code `invalidArgument` for a query that is wrong or takes too long; what the
    ///   closures throw.
    @discardableResult
    package func run(
        _ sql: String,
        limits: Limits = Limits(),
        columns: ([String]) throws -> Void,
        row: ([QueryValue]) throws -> Void
    ) throws -> Bool {
        var count = 0
        var isWhole = true
        do {
            try connection.run(sql, limits: limits, columns: columns) { values in
                guard count < limits.rows else {
                    isWhole = false
                    return false
                }
                count += 1
                try row(values)
                return true
            }
        } catch let error as QueryError {
            throw error.cassetteError(path, limits)
        } catch let error as DatabaseError {
            throw CassetteError.wrapping(error, path: path)
        }
        return isWhole
    }

    /// The names of the columns of a view.
    package func columns(of view: CassetteView) throws -> [String] {
        var names: [String] = []
        try run("SELECT * FROM \(view.name) LIMIT 0") {
            names = $0
        } row: { _ in
        }
        return names
    }
}
