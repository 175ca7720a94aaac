// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import GRDB
import TapedeckCore

extension CassetteError {
    /// The error for what SQLite or a reader of rows threw while it worked on a cassette.
    static func wrapping(_ error: any Error, path: String) -> CassetteError {
        if let error = error as? CassetteError { return error }
        guard let error = error as? DatabaseError else { return damaged(path, reason: "\(error)", cause: error) }
        let reason = error.message ?? "\(error.resultCode)"
        switch error.resultCode {
        case .SQLITE_NOTADB: return notACassette(path)
        case .SQLITE_FULL, .SQLITE_IOERR:
            return CassetteError(
                code: .writeFailed,
                message: "The cassette \(path) cannot be written (\(reason)); make room on the disk and record again.",
                cause: error
            )
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
            return cannotWrite(path, reason: reason, cause: error)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return CassetteError(
                code: .inUse,
                message: "The cassette \(path) is in use by another process; try again.",
                cause: error
            )
        default: return damaged(path, reason: reason, cause: error)
        }
    }

    static func cannotWrite(_ path: String, reason: String, cause: (any Error)? = nil) -> CassetteError {
        CassetteError(
            code: .readOnly,
            message: "The cassette \(path) cannot be opened for writing (\(reason)); check the path and permissions.",
            cause: cause
        )
    }

    static func notACassette(_ path: String) -> CassetteError {
        CassetteError(
            code: .notACassette,
            message: "\(path) is not a cassette; give the path of one, or of a new file to record into."
        )
    }

    static func damaged(_ path: String, reason: String, cause: (any Error)? = nil) -> CassetteError {
        CassetteError(
            code: .damaged,
            message: "The cassette \(path) is damaged (\(reason))",
            remedy: .verifyCassette(path: path),
            cause: cause
        )
    }
}
