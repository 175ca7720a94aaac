// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif
import Foundation
import TapedeckCore

/// Which files may be opened as a cassette, or become one.
package enum FileKind {
    /// The endings of names that tell an empty file is meant for a cassette.
    package static let endings = ["sqlite", "sqlite3", "db", "cassette", "tape"]

    /// Refuses what is no plain file, before it is opened: opening a FIFO waits, and a device may do anything.
    static func requirePlainFile(_ path: String) throws(CassetteError) {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        let kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: ""
            case S_IFDIR: "a folder"
            case S_IFIFO: "a FIFO"
            case S_IFSOCK: "a socket"
            default: "a device"
            }
        guard kind.isEmpty else {
            throw CassetteError(
                code: .notACassette,
                message: "\(path) is \(kind), not a cassette; give the path of a file."
            )
        }
    }

    /// Whether an empty file may become a cassette: one that is named like a cassette, or as `mktemp` names files.
    ///
    /// Others are empty for reasons of their own, such as `__init__.py`.
    static func mayBecomeCassette(_ path: String) -> Bool {
        let name = (path as NSString).lastPathComponent
        return endings.contains((name as NSString).pathExtension.lowercased()) || name.hasPrefix("tmp")
    }
}
