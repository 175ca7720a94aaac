// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif
import GRDB
import GRDBSQLite
import Synchronization
import TapedeckCore

/// A file that is recorded into: held by what it is, not by its path.
///
/// Whatever is written goes through SQLite's open files, and stays readable there when the path leads elsewhere. Before
/// each commit, and before the log is moved into the file, it is made sure that path, file and log still belong together.
final class RecordingFile: Sendable {
    /// A change of a file while it is recorded into.
    enum Displacement: String, Sendable {
        case missing = "was deleted or moved"
        case replaced = "was replaced by another file"
        case overwritten = "was written over"
        case logMissing = "lost its log (-wal)"
        case logReplaced = "got another log (-wal)"
    }

    /// So many pages of log are moved into the file.
    private static let checkpointSize = 1000

    /// The path behind links.
    let path: String
    let pool: DatabasePool
    /// The connections that look recordings up meanwhile.
    let lookups: LookupPool
    let lock: FileLock
    /// The number of the last interaction that was there before.
    let lastBefore: InteractionID
    private let file: FileIdentity
    private let log: FileIdentity
    private let logIndex: FileIdentity?
    /// The marks the file may have: its own, and that of the log.
    private let marks: [UInt32]
    /// The pages in the log, as SQLite tells after each commit.
    private let logPages: PageCount
    private let needsMark = Atomic(true)

    private final class PageCount: Sendable {
        let count = Atomic(0)
    }

    /// Opens a file that was prepared.
    init(_ path: String, lock: FileLock) throws {
        self.path = path
        self.lock = lock
        let logPages = PageCount()
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in
            // Enough against the death of the process; a power cut may cost the last commits, never the file.
            try db.execute(sql: "PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF")
            // A log is deleted by its path, so only once that is known to lead to it.
            var persists: CInt = 1
            sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_PERSIST_WAL, &persists)
            // In the place of SQLite's own checkpoints; the count outlives every connection.
            sqlite3_wal_hook(
                db.sqliteConnection,
                { context, _, _, pages in
                    guard let context else { return SQLITE_OK }
                    Unmanaged<PageCount>.fromOpaque(context).takeUnretainedValue().count
                        .store(Int(pages), ordering: .relaxed)
                    return SQLITE_OK
                },
                Unmanaged.passRetained(logPages).toOpaque()
            )
        }
        self.logPages = logPages
        pool = try DatabasePool(path: path, configuration: configuration)
        guard let file = FileIdentity(path: path, followsLinks: false),
            let log = FileIdentity(path: path + "-wal", followsLinks: false), let mark = lock.mark
        else { throw CassetteError.cannotWrite(path, reason: "it was moved while it was opened") }
        (self.file, self.log) = (file, log)
        lookups = LookupPool(path, file: file)
        logIndex = FileIdentity(path: path + "-shm", followsLinks: false)
        let current = try pool.writeWithoutTransaction { db in
            func current() throws -> UInt32 {
                UInt32(bitPattern: try Int32.fetchOne(db, sql: "PRAGMA schema_version") ?? 0)
            }
            if try !LogMark.matches(current(), of: mark) {
                // Players kept the file in WAL mode, so that the mark is in the log alone.
                try db.execute(sql: "PRAGMA wal_checkpoint(PASSIVE)")
            }
            if let mark = lock.mark, try !LogMark.matches(current(), of: mark) {
                try db.execute(sql: "PRAGMA schema_version = \(Int32(bitPattern: mark))")
                db.clearSchemaCache()
            }
            return try current()
        }
        marks = [mark, lock.mark ?? mark, current]
        lastBefore = try pool.read { try InteractionID.fetchOne($0, sql: "SELECT max(id) FROM interaction") ?? 0 }
    }

    /// The change of the file; `nil` when there is none.
    var displacement: Displacement? {
        guard let now = FileIdentity(path: path, followsLinks: false) else { return .missing }
        guard now == file else { return .replaced }
        guard let mark = lock.mark, marks.contains(where: { LogMark.matches(mark, of: $0) }) else {
            return .overwritten
        }
        guard let now = FileIdentity(path: path + "-wal", followsLinks: false) else { return .logMissing }
        return now == log ? nil : .logReplaced
    }

    /// Deletes the log and its index, if they are still those of this file: beside another file they would destroy it.
    func removeLog() {
        for (name, identity) in [(path + "-wal", log), (path + "-shm", logIndex)]
        where FileIdentity(path: name, followsLinks: false) == identity {
            unlink(name)
        }
    }

    /// Puts the mark into the log, once after each time it began anew; called in a transaction.
    func mark(_ db: Database) throws {
        guard needsMark.load(ordering: .relaxed) else { return }
        // Writing what stands there writes the first page.
        try db.execute(sql: "PRAGMA user_version = \(Schema.version)")
        needsMark.store(false, ordering: .relaxed)
    }

    /// Takes note that the transaction which was to write the mark was undone.
    func forgetMark() { needsMark.store(true, ordering: .relaxed) }

    /// Whether the log has grown so far that it is to be moved into the file.
    var isCheckpointDue: Bool { logPages.count.load(ordering: .relaxed) >= Self.checkpointSize }

    /// Moves the log into the file, after a commit.
    func checkpoint(_ db: Database) {
        guard displacement == nil else { return }
        // Players may be in the way; then it is tried again after the next commit.
        try? db.execute(sql: "PRAGMA wal_checkpoint(PASSIVE)")
        needsMark.store(true, ordering: .relaxed)
    }

    /// Where the file is now, as far as the system knows.
    var currentPath: String? { lock.currentPath }
}
