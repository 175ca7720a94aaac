// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif
import Synchronization

/// A file to which whole lines are appended, which survives `kill -9` up to the last line written.
///
/// Each line is written at once, so that a killed process loses none; the file is flushed to the disk in batches, so that a
/// power failure loses a few.
final class AppendedFile: Sendable {
    /// Lines between two calls of `fsync`.
    private static let batch = 16

    let path: String
    private let descriptor: Int32
    private let unsynced = Mutex(0)

    /// Opens a file, or creates one, and locks it against other processes.
    init(path: String) throws(WorkflowError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .unwritable(path, DiskFile.reason()) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw .badInput("\(path) is in use: another run writes to it. Let it end, or give another folder.")
        }
        DiskFile.syncFolder(of: path)
    }

    deinit { close(descriptor) }

    /// Truncates the file to a length in bytes.
    func truncate(to length: Int) throws(WorkflowError) {
        guard ftruncate(descriptor, off_t(length)) == 0 else { throw .unwritable(path, DiskFile.reason()) }
    }

    /// Appends a line.
    func append(_ line: String) throws(WorkflowError) {
        let isWritten = unsynced.withLock { count in
            count += 1
            guard DiskFile.append(Array((line + "\n").utf8)[...], to: descriptor) else { return false }
            guard count >= Self.batch else { return true }
            count = 0
            return fsync(descriptor) == 0
        }
        guard isWritten else { throw .unwritable(path, DiskFile.reason()) }
    }

    /// Flushes the file to the disk.
    func sync() throws(WorkflowError) {
        guard fsync(descriptor) == 0 else { throw .unwritable(path, DiskFile.reason()) }
        unsynced.withLock { $0 = 0 }
    }
}
