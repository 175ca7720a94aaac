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

/// The file of a cassette as a whole: what it must be to be opened, and how it is left.
enum CassetteFile {
    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    static func isEmpty(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int == 0
    }

    // MARK: - Checking

    static func requireCassette(_ path: String) throws(CassetteError) {
        guard exists(path) else {
            throw CassetteError(
                code: .notFound,
                message: "There is no cassette \(path)",
                remedy: .recordCassette(path: path)
            )
        }
        try requireSQLite(path)
        try setAsideForeignLog(path)
    }

    /// Makes sure that a path leads to a cassette, to nothing, or to an empty file that may become one.
    static func requireRoom(_ path: String) throws(CassetteError) {
        try FileKind.requirePlainFile(path)
        guard exists(path) else { return }
        guard isEmpty(path) else {
            try requireSQLite(path)
            return try setAsideForeignLog(path)
        }
        guard FileKind.mayBecomeCassette(path) else {
            throw CassetteError(
                code: .notACassette,
                message: "\(path) is an empty file and not named like a cassette; give the path of a cassette, or of a "
                    + "new file that ends in .sqlite."
            )
        }
    }

    /// Looks at the first bytes only, and before SQLite has the file open: closing the file drops SQLite's locks.
    private static func requireSQLite(_ path: String) throws(CassetteError) {
        try FileKind.requirePlainFile(path)
        if FileLock.isHeld(path) { return }
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw CassetteError(
                code: .notFound,
                message: "The cassette \(path) cannot be read; check its permissions."
            )
        }
        defer { try? file.close() }
        let magic = Data("SQLite format 3\0".utf8)
        let head = (try? file.read(upToCount: magic.count)) ?? Data()
        guard head == magic else { throw CassetteError.notACassette(path) }
    }

    /// Reads the metadata of a database that may turn out to be none of ours, or of a newer version.
    static func metadata(_ db: Database, path: String) throws -> CassetteMetadata {
        try requireKnownVersion(db, path: path)
        try SchemaCheck.run(db)
        guard let metadata = try CassetteMetadata.fetch(db) else { throw DamagedRow("the table cassette is empty") }
        return metadata
    }

    private static func requireKnownVersion(_ db: Database, path: String) throws {
        guard try Int32.fetchOne(db, sql: "PRAGMA application_id") == Schema.applicationID else {
            throw CassetteError.notACassette(path)
        }
        let version = try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard version <= Schema.version else {
            throw CassetteError(
                code: .newerVersion,
                message: "The cassette \(path) has format \(version), and this version reads up to "
                    + "\(Schema.version); update tapedeck."
            )
        }
    }

    // MARK: - Preparing and leaving

    /// Makes the tables of a new cassette, or brings an old one up to date, before it is opened for recording.
    static func prepare(_ path: String, new metadata: CassetteMetadata, matchingRules: MatchingRules?) throws {
        let wasLeftOpen = exists(path + "-wal")
        let isNew = isEmpty(path)
        var configuration = Configuration()
        // Players look things up meanwhile.
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF") }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        try queue.write { db in
            if !isNew {
                try requireKnownVersion(db, path: path)
                try SchemaCheck.run(db)
            }
            try Schema.migrate(db)
            // The mark of this recording, see ``LogMark``.
            try db.execute(sql: "PRAGMA schema_version = \(LogMark.random())")
            guard var stored = try CassetteMetadata.fetch(db) else {
                var new = metadata
                new.matchingRules = matchingRules ?? metadata.matchingRules
                return try new.save(db)
            }
            let before = stored
            stored.upstream = stored.upstream ?? metadata.upstream
            stored.matchingRules = matchingRules ?? stored.matchingRules
            // What was to be redacted once stays so; new patterns come on top.
            let patterns = metadata.redactionRules.patterns.filter { !stored.redactionRules.patterns.contains($0) }
            stored.redactionRules.patterns += patterns
            let paths = metadata.redactionRules.paths.filter { !stored.redactionRules.paths.contains($0) }
            stored.redactionRules.paths += paths
            // What is recorded from now on is redacted as this version does, and so are the fingerprints.
            stored.redactionRules.version = RedactionRules.currentVersion
            stored.fingerprintVersion = CassetteMetadata.currentFingerprints
            guard stored != before else { return }
            try stored.save(db)
            if stored.matchingRules != before.matchingRules || stored.redactionRules != before.redactionRules
                || stored.fingerprintVersion != before.fingerprintVersion
            {
                try FingerprintSource.rewrite(stored.matchingRules, redaction: stored.redactionRules, db)
            }
        }
        try queue.write { db in
            try BodyTable.removeUnfinished(db)
            if wasLeftOpen { try BodyTable.removeUnused(db) }
        }
    }

    /// Puts the log that a killed recorder left of another version of the file under another name.
    ///
    /// SQLite would take it for the log of this one, and destroy it.
    private static func setAsideForeignLog(_ path: String) throws(CassetteError) {
        let log = resolved(path) + "-wal"
        guard exists(log), !FileLock.isHeld(path) else { return }
        try FileLock.afterMoments { () throws(CassetteError) in
            // A living recorder knows its log.
            guard let lock = try? FileLock(path: path) else { return }
            defer { lock.release() }
            try setAside(log, unless: lock, of: path)
        }
    }

    private static func setAside(_ log: String, unless lock: FileLock, of path: String) throws(CassetteError) {
        guard !lock.owns(log: log) else { return }
        let free = (1...10_000).lazy.map { "\(log).orphaned-\($0)" }.first { !exists($0) }
        guard let free, rename(log, free) == 0 else {
            throw CassetteError(
                code: .damaged,
                message: "\(log) is the log of another version of \(path), and would destroy it; move it elsewhere."
            )
        }
        let note = "Warning: \(log) was left by a recorder of another version of the cassette; it is kept as \(free).\n"
        try? FileHandle.standardError.write(contentsOf: Data(note.utf8))
    }

    /// The path behind links, beside which SQLite keeps the log.
    static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Brings a cassette that a recorder left open when it died into one file again.
    ///
    /// A living recorder is left alone.
    static func settle(_ path: String) throws(CassetteError) {
        guard !FileLock.isHeld(path), exists(path + "-wal") || isInWALMode(path) else { return }
        do {
            try FileLock.afterMoments {
                let lock = try FileLock(path: path)
                defer { lock.release() }
                try tidy(path, sweep: true)
            }
        } catch {
            let error = CassetteError.wrapping(error, path: path)
            // Someone records, the file is on read-only media, or the disk is full: SQLite reads it with its log.
            guard [.inUse, .readOnly, .writeFailed].contains(error.code) else { throw error }
        }
    }

    /// Whether a file is in WAL mode; one without a log has lost it, and cannot be read without being written.
    private static func isInWALMode(_ path: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        return (try? file.read(upToCount: 20))?.last == 2
    }

    /// Moves the log into the file and ends WAL mode; players that have it open still keep it in WAL mode.
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - sweep: Whether to look for bodies that no interaction refers to, which takes a pass over all.
    /// - Throws: What SQLite says, save that players have the file open.
    static func tidy(_ path: String, sweep: Bool) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(1)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        if sweep { try queue.write { db in try BodyTable.removeUnused(db) } }
        do {
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE")
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            return
        }
    }
}
