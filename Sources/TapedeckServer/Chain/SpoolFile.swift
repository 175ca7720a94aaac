// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif
import NIOPosix
import Synchronization
import TapedeckCore

/// A body on disk, in a file without a name that the system removes with the process.
///
/// It holds the request as it came, so that it can be matched first and sent on afterwards; it is never read by others.
final class SpoolFile: Sendable {
    private static let sliceSize = 256 << 10

    private let descriptor: Int32
    private let written = Mutex(0)

    /// Creates an empty file in the folder for temporary files.
    /// - Throws: ``SpoolError`` when there is no room for one.
    init() throws {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/tapedeck-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw SpoolError(reason: String(cString: strerror(errno))) }
        unlink(&template)
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// The number of bytes.
    var length: Int { written.withLock { $0 } }

    /// The body, readable any number of times.
    var body: Body { Body(length: length, slices: Slices(file: self)) }

    func append(_ bytes: ArraySlice<UInt8>) async throws {
        try await NIOThreadPool.singleton.runIfActive {
            try bytes.withUnsafeBytes { buffer in
                var rest = buffer
                while !rest.isEmpty {
                    let count = write(self.descriptor, rest.baseAddress, rest.count)
                    guard count > 0 else { throw SpoolError(reason: String(cString: strerror(errno))) }
                    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                }
            }
        }
        written.withLock { $0 += bytes.count }
    }

    private func read(at offset: Int) async throws -> [UInt8] {
        try await NIOThreadPool.singleton.runIfActive {
            try [UInt8](unsafeUninitializedCapacity: Self.sliceSize) { buffer, count in
                let read = pread(self.descriptor, buffer.baseAddress, Self.sliceSize, off_t(offset))
                guard read >= 0 else { throw SpoolError(reason: String(cString: strerror(errno))) }
                count = read
            }
        }
    }

    private struct Slices: AsyncSequence, Sendable {
        typealias Failure = any Error
        let file: SpoolFile

        func makeAsyncIterator() -> Iterator { Iterator(file: file) }

        struct Iterator: AsyncIteratorProtocol {
            let file: SpoolFile
            var offset = 0

            mutating func next() async throws -> ArraySlice<UInt8>? {
                let bytes = try await file.read(at: offset)
                offset += bytes.count
                return bytes.isEmpty ? nil : bytes[...]
            }
        }
    }
}

/// The error of a temporary file that cannot be written or read.
struct SpoolError: Error, CustomStringConvertible {
    let reason: String

    var description: String { "A temporary file failed (\(reason)); make room in TMPDIR." }
}
