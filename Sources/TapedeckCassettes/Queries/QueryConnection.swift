// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import GRDB
import GRDBSQLite
import TapedeckCore

/// A read-only connection that runs what users write, within limits.
///
/// GRDB has an authorizer of its own and no way to end a statement by its time, so that this goes to SQLite itself.
final class QueryConnection {
    /// The longest value that a query may make, in bytes.
    private static let valueLimit: CInt = 64 << 20
    /// The most memory that SQLite may take in this process meanwhile, in bytes.
    private static let memoryLimit: Int64 = 2 << 30
    /// The steps of SQLite's machine between two looks at the clock.
    private static let stepsBetweenLooks: CInt = 2000

    private let connection: OpaquePointer
    private let clock = ContinuousClock()
    private var end: ContinuousClock.Instant?

    /// Opens a file.
    /// - Throws: `DatabaseError`.
    init(_ path: String) throws {
        connection = try ReadOnlyConnection.open(path)
        sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, Self.valueLimit)
        sqlite3_hard_heap_limit64(Self.memoryLimit)
        // Views may call JSON functions only where the schema is trusted; ``SchemaCheck`` knows this one.
        sqlite3_exec(connection, "PRAGMA trusted_schema = ON; PRAGMA temp_store = MEMORY", nil, nil, nil)
    }

    deinit {
        sqlite3_close_v2(connection)
    }

    /// Runs a statement of ours, which has no rows.
    func prepare(_ sql: String) throws {
        let code = sqlite3_exec(connection, sql, nil, nil, nil)
        guard code == SQLITE_OK else {
            let error = DatabaseError(code, of: connection)
            throw error.message?.contains("no such module: fts5") == true ? QueryError.noSearch : error
        }
    }

    /// Lets nothing pass from now on but what reads the cassette.
    func allowOnlyReading() throws {
        try prepare("PRAGMA query_only = ON")
        sqlite3_set_authorizer(
            connection,
            { _, action, name, other, _, _ in QueryConnection.permits(action, name, other) ? SQLITE_OK : SQLITE_DENY },
            nil
        )
    }

    /// Whether a statement may do a thing.
    private static func permits(_ action: CInt, _ name: UnsafePointer<CChar>?, _ other: UnsafePointer<CChar>?) -> Bool {
        switch action {
        case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: true
        case SQLITE_FUNCTION: other.map { !deniedFunctions.contains(String(cString: $0).lowercased()) } ?? false
        case SQLITE_PRAGMA: name.map { pragmas.contains(String(cString: $0).lowercased()) } ?? false
        default: false
        }
    }

    /// Functions that reach beyond the cassette.
    private static let deniedFunctions: Set<String> = ["load_extension", "fts3_tokenizer"]
    /// Pragmas that describe; `data_version` is what full-text search asks.
    private static let pragmas: Set<String> = [
        "data_version", "index_info", "index_list", "schema_version", "table_info", "table_list", "table_xinfo",
        "user_version",
    ]

    /// Runs one statement.
    /// - Parameters:
    ///   - sql: The statement.
    ///   - limits: What it may take.
    ///   - columns: Called with the names of the columns.
    ///   - row: Called with the values of each row; `false` ends the query.
    /// - Throws: ``QueryError``, or `DatabaseError` for a file that cannot be read.
    func run(
        _ sql: String,
        limits: CassetteQuery.Limits,
        columns: ([String]) throws -> Void = { _ in },
        row: ([QueryValue]) throws -> Bool
    ) throws {
        end = clock.now + limits.time
        sqlite3_progress_handler(
            connection,
            Self.stepsBetweenLooks,
            { context in
                guard let context else { return 0 }
                return Unmanaged<QueryConnection>.fromOpaque(context).takeUnretainedValue().isOver ? 1 : 0
            },
            Unmanaged.passUnretained(self).toOpaque()
        )
        defer { sqlite3_progress_handler(connection, 0, nil, nil) }
        let statement = try statement(sql)
        defer { sqlite3_finalize(statement) }
        let count = sqlite3_column_count(statement)
        try columns((0..<count).map { sqlite3_column_name(statement, $0).map { String(cString: $0) } ?? "" })
        while true {
            let code = sqlite3_step(statement)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw failure(code, sql) }
            guard try row((0..<count).map { value(statement, $0) }) else { return }
            if isOver { throw QueryError.slow }
        }
    }

    private var isOver: Bool { end.map { clock.now > $0 } ?? false }

    private func statement(_ sql: String) throws -> OpaquePointer {
        var prepared: OpaquePointer?
        var rest = ""
        let code = sql.withCString { start in
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v2(connection, start, -1, &prepared, &tail)
            rest = tail.map { String(cString: $0) } ?? ""
            return code
        }
        guard code == SQLITE_OK else { throw failure(code, sql) }
        guard let prepared else { throw QueryError.empty }
        do {
            guard try isEmpty(rest) else { throw QueryError.several(rest) }
            return prepared
        } catch {
            sqlite3_finalize(prepared)
            throw error
        }
    }

    /// Whether a text has no statement, but comments and white space.
    private func isEmpty(_ text: String) throws -> Bool {
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v2(connection, text, -1, &prepared, nil)
        defer { sqlite3_finalize(prepared) }
        return code == SQLITE_OK && prepared == nil
    }

    private func failure(_ code: CInt, _ sql: String) -> any Error {
        let message = sqlite3_errmsg(connection).map { String(cString: $0) } ?? "an error"
        switch code & 0xFF {
        case _ where message == "not authorized": return QueryError.forbidden
        // SQLite may call a wrong statement one of another schema.
        case SQLITE_ERROR, SQLITE_SCHEMA, SQLITE_MISMATCH, SQLITE_RANGE: return QueryError.wrong(message, sql: sql)
        case SQLITE_AUTH, SQLITE_READONLY: return QueryError.forbidden
        case SQLITE_INTERRUPT: return QueryError.slow
        case SQLITE_NOMEM, SQLITE_TOOBIG: return QueryError.large
        default: return DatabaseError(code, of: connection)
        }
    }

    private func value(_ statement: OpaquePointer, _ column: CInt) -> QueryValue {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, column))
        case SQLITE_TEXT:
            let start = sqlite3_column_text(statement, column)
            let count = Int(sqlite3_column_bytes(statement, column))
            return .text(String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(statement, column)
            let count = Int(sqlite3_column_bytes(statement, column))
            return .blob(Array(UnsafeRawBufferPointer(start: start, count: count)))
        default: return .null
        }
    }
}
