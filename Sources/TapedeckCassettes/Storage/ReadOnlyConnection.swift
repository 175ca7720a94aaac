// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import GRDB
import GRDBSQLite

/// Connections of SQLite's own to a cassette that is only read, where GRDB's would cost too much or allow too little.
enum ReadOnlyConnection {
    /// Opens a file.
    /// - Parameter path: The path of the file.
    /// - Returns: The connection, for one thread at a time; the caller closes it.
    /// - Throws: `DatabaseError`.
    static func open(_ path: String) throws -> OpaquePointer {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let opened else {
            defer { sqlite3_close_v2(opened) }
            throw DatabaseError(code, of: opened)
        }
        // A recorder that opens or closes the file has it to itself for a moment.
        sqlite3_busy_timeout(opened, 10_000)
        // A log is deleted by its path, which may lead to another file's by then.
        var persists: CInt = 1
        sqlite3_file_control(opened, "main", SQLITE_FCNTL_PERSIST_WAL, &persists)
        return opened
    }
}
