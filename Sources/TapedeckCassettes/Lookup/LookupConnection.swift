// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import GRDBSQLite
import TapedeckCore

/// A connection that looks recordings up, with its statements prepared.
///
/// In a file with a rollback journal, most of the time of a look-up goes into locking the file and asking whether it has
/// changed. So a transaction may stay open over many look-ups; nothing can be written meanwhile, so none of them is out
/// of date. It has to be ended soon, since writers wait for it. In a file with a log, transactions cost little and
/// writers do not wait, so that each statement has one of its own.
// Used by one thread at a time, as ``LookupPool`` sees to; SQLite needs no more in its multi-thread mode.
final class LookupConnection: LookupSource, @unchecked Sendable {
    let headers = HeaderDecoder()
    /// The round of the pool in which the open transaction began; `nil` when there is none.
    private(set) var round: Int?

    private let connection: OpaquePointer
    private let fingerprints: FingerprintSource
    private var statements = [PreparedStatement?](repeating: nil, count: LookupQuery.allCases.count)
    private var hasLog = false

    /// Opens a file.
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - cacheSize: The most memory for pages, in KiB.
    /// - Throws: `DatabaseError`.
    init(_ path: String, cacheSize: Int) throws {
        connection = try ReadOnlyConnection.open(path)
        fingerprints = .stored
        sqlite3_exec(connection, "PRAGMA trusted_schema = OFF; PRAGMA cache_size = -\(cacheSize)", nil, nil, nil)
    }

    deinit {
        for statement in statements { statement?.finalize() }
        sqlite3_close_v2(connection)
    }

    func prepared(_ query: LookupQuery) throws -> PreparedStatement {
        if let statement = statements[query.rawValue] { return statement }
        var prepared: OpaquePointer?
        let sql = query.sql(fingerprints)
        let code = sqlite3_prepare_v3(connection, sql, -1, CUnsignedInt(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared else { throw DatabaseError(code, of: connection) }
        let statement = PreparedStatement(prepared)
        statements[query.rawValue] = statement
        return statement
    }

    /// Runs a statement without parameters, and gives the text of its first column.
    @discardableResult
    private func run(_ query: LookupQuery) throws -> String? {
        let statement = try prepared(query)
        defer { statement.reset() }
        return try statement.step() ? statement.text(0) : nil
    }

    // MARK: - Transactions

    /// Runs look-ups; the transaction they run in stays open afterwards.
    /// - Parameters:
    ///   - round: The round of the pool; a transaction of an earlier one is ended first.
    ///   - body: The look-ups.
    /// - Returns: What the look-ups give.
    /// - Throws: What the look-ups throw, or `DatabaseError`.
    func look<Result>(in round: Int, _ body: (LookupConnection) throws -> Result) throws -> Result {
        if self.round != round { end() }
        guard self.round == nil, !hasLog else { return try body(self) }
        try run(.begin)
        self.round = round
        let result = try body(self)
        // Known only once the file has been read.
        hasLog = try run(.journalMode) == "wal"
        if hasLog { end() }
        return result
    }

    /// Ends the open transaction, if there is one.
    func end() {
        guard round != nil else { return }
        round = nil
        // Nothing was written, so there is nothing to lose.
        _ = try? run(.end)
    }
}
