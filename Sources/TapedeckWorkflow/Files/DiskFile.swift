// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif
import TapedeckCore

/// Whole files on disk: reads them, and writes them so that a crash leaves the old content or the new.
package enum DiskFile {
    /// The largest file that is read into memory, in bytes.
    private static let readLimit = 2 << 30

    /// Reads a file.
    /// - Throws: ``WorkflowError`` when it is missing, is a folder, cannot be read, or is too large to hold.
    package static func read(_ path: String) throws(WorkflowError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path, reason()) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(path, reason()) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw .unreadable(path, "it is a folder") }
        guard status.st_size <= readLimit else { throw .unreadable(path, "it is larger than \(readLimit) bytes") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(status.st_size) + 1)
        var block = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = systemRead(descriptor, &block, block.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(path, reason()) }
            guard count > 0 else { return bytes }
            bytes += block[..<count]
            guard bytes.count <= readLimit else { throw .unreadable(path, "it is larger than \(readLimit) bytes") }
        }
    }

    /// Whether a file exists.
    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Writes a file, flushed to the disk, so that a crash leaves the old content or the new.
    package static func write(_ bytes: [UInt8], to path: String) throws(WorkflowError) {
        do {
            let file = try AtomicFile(path: path)
            try file.write(bytes)
            try file.finish(flushed: true)
        } catch {
            throw .unwritable(path, error.reason)
        }
    }

    /// Creates a folder and its parents.
    package static func makeFolder(_ path: String) throws(WorkflowError) {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else { throw .unwritable(path, "it is a file, not a folder") }
            return
        }
        let parent = folder(of: path)
        if parent != path { try makeFolder(parent) }
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw .unwritable(path, reason()) }
    }

    /// The folder of a path.
    package static func folder(of path: String) -> String {
        var path = path[...]
        while path.count > 1, path.last == "/" { path.removeLast() }
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last part of a path.
    package static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// A path relative to a folder; an absolute path stays as it is.
    package static func resolve(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") || folder == "." || folder.isEmpty ? path : folder + "/" + path
    }

    /// Writes all bytes to a descriptor; `errno` says why when it fails.
    static func append(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer
            while !rest.isEmpty {
                let count = systemWrite(descriptor, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { return false }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
            return true
        }
    }

    /// Flushes a folder to the disk after a rename; a file system that cannot do so is no error.
    static func syncFolder(of path: String) {
        let descriptor = open(folder(of: path), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// The operating system's message for the last failure.
    static func reason() -> String { String(cString: strerror(errno)) }
}

// Inside the type above the members of the same name would be found first.
private let systemRead = read as @Sendable (Int32, UnsafeMutableRawPointer?, Int) -> Int
private let systemWrite = write as @Sendable (Int32, UnsafeRawPointer?, Int) -> Int
