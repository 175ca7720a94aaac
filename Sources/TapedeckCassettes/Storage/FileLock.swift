// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif
import TapedeckCore

/// The right to record into a file, held by one process at a time and given back by the system when the process dies.
///
/// It is a `flock` on the cassette itself, so no second file lies beside it. SQLite's own locks are of another kind
/// (`fcntl`) and are dropped when *any* descriptor of the file is closed: the lock must outlive every connection.
final class FileLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock, making the file when there is none.
    /// - Throws: ``CassetteError`` when another process has the lock, or the file cannot be opened for writing.
    init(path: String) throws(CassetteError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CassetteError.cannotWrite(path, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw CassetteError(
                code: .inUse,
                message: "Another process is recording into \(path); stop it, or record into another cassette.")
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }
}
