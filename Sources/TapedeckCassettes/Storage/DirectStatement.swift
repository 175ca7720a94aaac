// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import GRDB
import GRDBSQLite

/// A prepared statement that takes its values as they are, for the rows of a recording.
///
/// GRDB prepares the statement and keeps it; boxing and checking each value there costs more than SQLite's own work.
struct DirectStatement {
    private let statement: Statement
    private let connection: SQLiteConnection?
    private var index: CInt = 0

    /// - Throws: `DatabaseError` for a statement that SQLite does not understand.
    init(_ sql: String, _ db: Database) throws {
        statement = try db.cachedStatement(sql: sql)
        connection = db.sqliteConnection
        sqlite3_reset(statement.sqliteStatement)
    }

    /// Gives the next parameter a number, or nothing.
    mutating func bind(_ value: Int64?) {
        index += 1
        if let value {
            sqlite3_bind_int64(statement.sqliteStatement, index, value)
        } else {
            sqlite3_bind_null(statement.sqliteStatement, index)
        }
    }

    /// Gives the next parameter a text, or nothing.
    mutating func bind(_ text: String?) {
        guard let text else { return bind(nil as Int64?) }
        index += 1
        let count = CInt(text.utf8.count)
        text.withCString { _ = sqlite3_bind_text(statement.sqliteStatement, index, $0, count, Self.copied) }
    }

    /// Gives the next parameter bytes, or nothing.
    mutating func bind(_ bytes: ArraySlice<UInt8>?) {
        guard let bytes else { return bind(nil as Int64?) }
        index += 1
        bytes.withUnsafeBytes { bytes in
            _ =
                bytes.isEmpty
                ? sqlite3_bind_zeroblob(statement.sqliteStatement, index, 0)
                : sqlite3_bind_blob(
                    statement.sqliteStatement,
                    index,
                    bytes.baseAddress,
                    CInt(bytes.count),
                    Self.copied
                )
        }
    }

    /// Runs the statement to its end.
    /// - Throws: `DatabaseError`.
    func run() throws {
        defer { reset() }
        while try step() {}
    }

    /// Runs the statement up to its first row.
    /// - Returns: The number in the first column.
    /// - Throws: `DatabaseError`.
    func first() throws -> Int64? {
        defer { reset() }
        return try step() ? sqlite3_column_int64(statement.sqliteStatement, 0) : nil
    }

    private func step() throws -> Bool {
        let code = sqlite3_step(statement.sqliteStatement)
        if code == SQLITE_ROW { return true }
        guard code == SQLITE_DONE else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code),
                message: connection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
            )
        }
        return false
    }

    private func reset() {
        sqlite3_reset(statement.sqliteStatement)
        // A large body would stay in memory until the next one.
        sqlite3_clear_bindings(statement.sqliteStatement)
    }

    // The macro SQLITE_TRANSIENT, which Swift does not import: SQLite copies the value.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}
