// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif
import TapedeckCore

/// A file or standard stream that is read front to back.
struct InputFile: ~Copyable {
    /// The path as the user gave it, or `standard input`.
    let name: String
    /// Size in bytes; nil when it is not a regular file.
    let size: Int?
    private let descriptor: Int32

    /// Opens a file; `-` is standard input.
    init(path: String) throws(RougeFailure) {
        if path == "-" {
            name = "standard input"
            descriptor = 0
        } else {
            name = path
            descriptor = open(path, O_RDONLY)
            guard descriptor >= 0 else { throw .badInput("\(path): \(Self.reason()). Check the path.") }
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .badInput("\(name): \(Self.reason()).") }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw .badInput("\(name) is a folder. Give a file, or - for standard input.")
        }
        size = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
    }

    deinit { if descriptor > 0 { close(descriptor) } }

    /// Whether reading would answer at once: with bytes, or with the end.
    var isReady: Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return size != nil || Self.poll(&poll) != 0
    }

    /// Appends up to `count` bytes; false at the end of the file.
    func read(_ count: Int, into bytes: inout [UInt8]) throws(RougeFailure) -> Bool {
        var result = 0
        repeat {
            let start = bytes.count
            bytes.append(contentsOf: repeatElement(0, count: count))
            result = bytes.withUnsafeMutableBytes { buffer in
                Self.read(descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[start...]))
            }
            bytes.removeLast(count - max(result, 0))
        } while result < 0 && errno == EINTR
        guard result >= 0 else { throw .badInput("\(name): \(Self.reason()) while reading.") }
        return result > 0
    }

    /// The operating system's message for the last failure.
    static func reason() -> String { String(cString: strerror(errno)) }

    private static func poll(_ descriptor: inout pollfd) -> Int32 { systemPoll(&descriptor, 1, 0) }

    private static func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        systemRead(descriptor, buffer.baseAddress, buffer.count)
    }
}

/// A file or standard stream that is written front to back.
///
/// A regular file appears under its name only once it is complete.
struct OutputFile {
    private let file: AtomicFile

    /// Standard output.
    static func standardOutput() -> Self { Self(file: .standardOutput) }

    /// Creates a file, or opens a device or pipe of that name.
    init(path: String) throws(RougeFailure) {
        do {
            file = try AtomicFile(path: path)
        } catch {
            throw .badInput("\(error.path): \(error.reason). Give a path that can be written.")
        }
    }

    private init(file: AtomicFile) {
        self.file = file
    }

    /// Writes all bytes.
    func write(_ bytes: [UInt8]) throws(RougeFailure) {
        do {
            try file.write(bytes)
        } catch {
            throw .badInput("\(error.path): \(error.reason) while writing.")
        }
    }

    /// Gives a complete file its name.
    func finish() throws(RougeFailure) {
        do {
            try file.finish()
        } catch {
            throw .badInput("\(error.path): \(error.reason).")
        }
    }
}

// Inside the types above the members of the same name would be found first.
private let systemRead = read as @Sendable (Int32, UnsafeMutableRawPointer?, Int) -> Int
private let systemPoll = poll as @Sendable (UnsafeMutablePointer<pollfd>?, nfds_t, Int32) -> Int32
