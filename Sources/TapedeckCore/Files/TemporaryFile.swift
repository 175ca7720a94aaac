// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A file on disk without a name, which the system removes with the process; nobody else can open it.
package final class TemporaryFile: Sendable {
    private let descriptor: Int32

    /// Creates an empty file in the folder for temporary files.
    /// - Throws: ``TemporaryFileError`` when there is no room for one.
    package init() throws(TemporaryFileError) {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        // The six letters are what mkstemp(3) replaces.
        var template = Array("\(folder)/tapedeck-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw .latest }
        unlink(&template)
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Writes bytes at a place; blocks.
    package func write(_ bytes: ArraySlice<UInt8>, at offset: Int) throws(TemporaryFileError) {
        let error = bytes.withUnsafeBytes { buffer -> TemporaryFileError? in
            var written = 0
            while written < buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
                let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + written))
                guard count > 0 else { return .latest }
                written += count
            }
            return nil
        }
        if let error { throw error }
    }

    /// Reads up to a number of bytes from a place, fewer only where the file ends; blocks.
    package func read(_ count: Int, at offset: Int) throws(TemporaryFileError) -> [UInt8] {
        var error: TemporaryFileError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            while initialized < count {
                let read = pread(
                    descriptor,
                    buffer.baseAddress.map { $0 + initialized },
                    count - initialized,
                    off_t(offset + initialized)
                )
                guard read > 0 else {
                    if read < 0 { error = .latest }
                    return
                }
                initialized += read
            }
        }
        if let error { throw error }
        return bytes
    }
}

/// The error of a temporary file that cannot be written or read.
package struct TemporaryFileError: Error, CustomStringConvertible {
    /// The failed operation and the system's error.
    package let reason: String

    /// Creates the error.
    package init(reason: String) {
        self.reason = reason
    }

    /// The error of the last system call.
    fileprivate static var latest: TemporaryFileError { TemporaryFileError(reason: String(cString: strerror(errno))) }

    /// One line for people.
    package var description: String { "A temporary file failed (\(reason)); make room in TMPDIR." }
}
