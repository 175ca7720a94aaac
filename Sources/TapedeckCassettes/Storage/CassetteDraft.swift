// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif
import Foundation
import GRDB
import TapedeckCore

/// A cassette that is written anew beside the place it is to take.
///
/// It takes that place in one step when it is whole; whatever happens before, what lies there stays as it is. A draft
/// that a killed process left is written over by the next one. Since every row is written once, a draft has no pages
/// that hold what is no longer in it.
struct CassetteDraft {
    /// The connection to the draft.
    let db: Database

    /// Writes a cassette and puts it into its place.
    /// - Parameters:
    ///   - target: The path; what lies there is replaced, with its permissions kept.
    ///   - metadata: The metadata of the cassette.
    ///   - body: Writes the rows.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws; ``CassetteError`` when the draft cannot be written.
    static func write<Value>(
        _ target: String,
        metadata: CassetteMetadata,
        _ body: (CassetteDraft) throws -> Value
    ) throws -> Value {
        try FileKind.requirePlainFile(target)
        let target = resolved(target)
        let path = draftPath(of: target)
        let lock = try lock(path, of: target)
        defer { lock.release() }
        do {
            try adoptPermissions(of: target, path)
            let value = try fill(path, metadata, body)
            try publish(path, as: target)
            return value
        } catch {
            unlink(path)
            throw error
        }
    }

    private static func lock(_ path: String, of target: String) throws -> FileLock {
        do {
            return try FileLock(path: path)
        } catch {
            guard error.code == .readOnly else { throw error }
            throw CassetteError(
                code: .readOnly,
                message: "\(target) cannot be written: nothing can be made in its folder; check its permissions.",
                cause: error
            )
        }
    }

    private static func fill<Value>(
        _ path: String,
        _ metadata: CassetteMetadata,
        _ body: (CassetteDraft) throws -> Value
    ) throws -> Value {
        guard truncate(path, 0) == 0 else { throw failure(path) }
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        return try queue.writeWithoutTransaction { db in
            // A draft that is not finished is thrown away, so nothing need be kept to take it back, or be synced early.
            try db.execute(sql: "PRAGMA main.journal_mode = OFF; PRAGMA main.synchronous = OFF")
            do {
                try Schema.migrate(db)
                try metadata.save(db)
                return try body(CassetteDraft(db: db))
            } catch let error as DatabaseError where [.SQLITE_FULL, .SQLITE_IOERR].contains(error.resultCode) {
                throw failure(path, error.message)
            }
        }
    }

    /// Writes rows together.
    func inTransaction(_ body: () throws -> Void) throws {
        try db.inTransaction {
            try body()
            return .commit
        }
    }

    private static func publish(_ path: String, as target: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(target) }
        let isSynced = fsync(descriptor) == 0
        close(descriptor)
        guard isSynced, rename(path, target) == 0 else { throw failure(target) }
        let folder = open((target as NSString).deletingLastPathComponent, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    private static func failure(_ path: String, _ reason: String? = nil) -> CassetteError {
        CassetteError(
            code: .writeFailed,
            message: "The new cassette cannot be written (\(reason ?? String(cString: strerror(errno)))); nothing was "
                + "changed. Make room on the disk and run the command again."
        )
    }

    // MARK: - Paths

    /// The path behind links, so that a link stays one.
    private static func resolved(_ path: String) -> String {
        let absolute =
            (path as NSString).isAbsolutePath
            ? path : (FileManager.default.currentDirectoryPath as NSString).appendingPathComponent(path)
        guard let real = realpath(absolute, nil) else { return absolute }
        defer { free(real) }
        return String(cString: real)
    }

    private static func draftPath(of target: String) -> String {
        let name = target as NSString
        return (name.deletingLastPathComponent as NSString)
            .appendingPathComponent(".\(name.lastPathComponent).draft")
    }

    /// A file that only its owner may read stays so, from the first byte of its draft on.
    private static func adoptPermissions(of target: String, _ path: String) throws {
        var status = stat()
        guard stat(target, &status) == 0 else { return }
        // Whoever may replace a file may not always give it away.
        _ = chown(path, status.st_uid, status.st_gid)
        guard chmod(path, status.st_mode & 0o7777) == 0 else { throw failure(path) }
    }
}
