// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A file that appears under its name once it is complete: it is written beside that name and renamed.
///
/// A device or a pipe is written directly and never replaced. A file that is not finished leaves nothing behind.
package final class AtomicFile {
    private let path: String
    /// The name while it is incomplete; `nil` when it is written directly.
    private let partial: String?
    private let descriptor: Int32
    private var isFinished = false

    /// Standard output, written directly.
    package static var standardOutput: AtomicFile { AtomicFile(path: "standard output", partial: nil, descriptor: 1) }

    /// Creates a file, or opens the device or pipe of that name.
    /// - Throws: ``FileFailure`` that names the file.
    package convenience init(path: String) throws(FileFailure) {
        var status = stat()
        let isDirect = stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
        let target = isDirect ? path : path + ".partial"
        let descriptor = open(target, O_WRONLY | O_CLOEXEC | (isDirect ? 0 : O_CREAT | O_TRUNC), 0o644)
        guard descriptor >= 0 else { throw FileFailure(path: target) }
        self.init(path: path, partial: isDirect ? nil : target, descriptor: descriptor)
    }

    private init(path: String, partial: String?, descriptor: Int32) {
        self.path = path
        self.partial = partial
        self.descriptor = descriptor
    }

    deinit {
        guard descriptor > 2 else { return }
        close(descriptor)
        if let partial, !isFinished { unlink(partial) }
    }

    /// Whether the file is written directly, as a pipe is, whose reader may leave.
    package var isDirect: Bool { partial == nil }

    /// Writes all bytes; blocks.
    /// - Throws: ``FileFailure`` when the disk is full or failed, or the reader of a pipe has left.
    package func write(_ bytes: [UInt8]) throws(FileFailure) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                systemWrite(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileFailure(path: path) }
            written += count
        }
    }

    /// Gives the complete file its name.
    /// - Parameter isFlushed: Whether to flush it to the disk first, so that a crash of the machine leaves the old content
    ///   or the new.
    /// - Throws: ``FileFailure`` when that is not possible.
    package func finish(flushed isFlushed: Bool = false) throws(FileFailure) {
        guard let partial else { return }
        if isFlushed, fsync(descriptor) != 0 { throw FileFailure(path: path) }
        guard rename(partial, path) == 0 else { throw FileFailure(path: path) }
        isFinished = true
        if isFlushed { flushFolder() }
    }

    /// Flushes the folder after a rename; a file system that cannot do so is no error.
    private func flushFolder() {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}

/// The error of a file that could not be written.
package struct FileFailure: Error, Hashable {
    /// The path of the file.
    package let path: String
    /// The operating system's message.
    package let reason: String

    /// Takes the operating system's last error.
    init(path: String) {
        self.path = path
        self.reason = String(cString: strerror(errno))
    }
}

// Inside the type above the member of the same name would be found first.
private let systemWrite = write as @Sendable (Int32, UnsafeRawPointer?, Int) -> Int
