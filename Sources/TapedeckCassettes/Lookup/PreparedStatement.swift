// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import GRDB
import GRDBSQLite
import TapedeckCore

/// A prepared statement, used through SQLite's own interface: values go in and come out by number.
///
/// GRDB copies each row and finds columns by name, which costs more than the look-up itself. The pointers are unsafe;
/// none of them leaves this file, save the bytes of a column for the time of a closure.
struct PreparedStatement {
    /// Makes SQLite copy what is bound.
    private static let copied = unsafeBitCast(OpaquePointer(bitPattern: -1), to: sqlite3_destructor_type.self)

    private let statement: OpaquePointer

    /// - Parameter statement: A statement whose connection outlives this value.
    init(_ statement: OpaquePointer) {
        self.statement = statement
    }

    // MARK: - Running

    /// Goes on to the next row; `false` when there is none.
    func step() throws -> Bool {
        let code = sqlite3_step(statement)
        if code == SQLITE_ROW { return true }
        try check(code == SQLITE_DONE ? SQLITE_OK : code)
        return false
    }

    /// Ends the statement, and the transaction with it if it is the only one that runs.
    func reset() {
        sqlite3_reset(statement)
    }

    func finalize() {
        sqlite3_finalize(statement)
    }

    func bind(_ value: Int64, at index: CInt) throws {
        try check(sqlite3_bind_int64(statement, index, value))
    }

    func bind(_ fingerprint: Fingerprint, at index: CInt) throws {
        try fingerprint.withUnsafeBytes { bytes in
            try check(sqlite3_bind_blob(statement, index, bytes.baseAddress, CInt(bytes.count), Self.copied))
        }
    }

    func bind(_ text: String, at index: CInt) throws {
        var text = text
        try text.withUTF8 { bytes in
            try bytes.withMemoryRebound(to: CChar.self) { characters in
                try check(
                    sqlite3_bind_text(statement, index, characters.baseAddress, CInt(characters.count), Self.copied)
                )
            }
        }
    }

    private func check(_ code: CInt) throws {
        guard code != SQLITE_OK else { return }
        throw DatabaseError(code, of: sqlite3_db_handle(statement))
    }

    // MARK: - Columns of the present row

    func isNull(_ column: CInt) -> Bool {
        sqlite3_column_type(statement, column) == SQLITE_NULL
    }

    /// A whole number; `nil` for any other value.
    func number(_ column: CInt) -> Int64? {
        guard sqlite3_column_type(statement, column) == SQLITE_INTEGER else { return nil }
        return sqlite3_column_int64(statement, column)
    }

    /// A text; `nil` for any other value.
    func text(_ column: CInt) -> String? {
        guard sqlite3_column_type(statement, column) == SQLITE_TEXT, let text = sqlite3_column_text(statement, column)
        else { return nil }
        return String(cString: text)
    }

    /// Looks at the bytes of a text in UTF-8.
    func withText<Result>(_ column: CInt, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        let start = sqlite3_column_text(statement, column)
        return try body(UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }

    /// Looks at the bytes of a blob; there are none for `NULL`.
    func withBytes<Result>(_ column: CInt, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        let start = sqlite3_column_blob(statement, column)
        return try body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }
}

extension DatabaseError {
    /// The error a connection tells of.
    init(_ code: CInt, of connection: OpaquePointer?) {
        self.init(
            resultCode: ResultCode(rawValue: connection.map { sqlite3_extended_errcode($0) } ?? code),
            message: connection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
        )
    }
}
