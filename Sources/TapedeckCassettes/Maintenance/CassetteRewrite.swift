// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import TapedeckCore

/// A cassette that is being replaced by a rewritten one; nothing can be recorded into it meanwhile.
struct CassetteRewrite {
    /// The cassette as it is.
    let cassette: Cassette
    /// The path the rewritten one takes.
    let target: String
    private let lock: FileLock?

    /// Opens a cassette for rewriting.
    /// - Parameters:
    ///   - path: The cassette.
    ///   - other: Where the rewritten one goes; `nil` puts it into the place of the cassette.
    /// - Throws: ``CassetteError`` when the cassette cannot be read, someone records into it or plays its log, or the
    ///   other place is taken.
    init(_ path: String, into other: String?) throws {
        try CassetteFile.requireCassette(path)
        if let other {
            guard !CassetteFile.exists(other) else {
                throw CassetteError(code: .invalidArgument, message: "\(other) exists already; give a new path.")
            }
            self.lock = nil
            self.target = other
        } else {
            self.lock = try FileLock(path: path)
            self.target = path
            try Self.settle(path)
        }
        self.cassette = try Cassette.open(path)
    }

    /// Closes the cassette, rewritten or not.
    func close() throws {
        try cassette.close()
        lock?.release()
    }

    /// Takes the lock of a cassette that is to be written over; another SQLite database is refused.
    static func claim(_ path: String) throws -> FileLock {
        try CassetteFile.requireCassette(path)
        let lock = try FileLock(path: path)
        try settle(path)
        try Cassette.open(path).close()
        return lock
    }

    /// Moves what a killed recorder left in a log into the file, since a log would be taken for the new file's.
    static func settle(_ path: String) throws {
        let logs = ["-wal", "-journal"].map { path + $0 }
        if logs.contains(where: CassetteFile.exists) {
            do {
                try CassetteFile.tidy(path, sweep: false)
            } catch {
                throw CassetteError.wrapping(error, path: path)
            }
        }
        guard !logs.contains(where: CassetteFile.exists) else {
            throw CassetteError(
                code: .inUse,
                message: "The cassette \(path) is open in a process that plays it; stop that process and try again."
            )
        }
    }
}
