// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import NIOPosix
import Synchronization
import TapedeckCore

/// A body on disk, in a file without a name.
///
/// It holds the request as it came, so that it can be matched first and sent on afterwards; it is never read by others.
final class SpoolFile: Sendable {
    private static let sliceSize = 256 << 10

    private let file: TemporaryFile
    private let written = Mutex(0)

    /// Creates an empty file.
    /// - Throws: `TemporaryFileError` when there is no room for one.
    init() throws {
        self.file = try TemporaryFile()
    }

    /// The number of bytes.
    var length: Int { written.withLock { $0 } }

    /// The body, readable any number of times.
    var body: Body { Body(length: length, slices: Slices(file: self)) }

    func append(_ bytes: ArraySlice<UInt8>) async throws {
        let (file, end) = (file, length)
        try await NIOThreadPool.singleton.runIfActive { try file.write(bytes, at: end) }
        written.withLock { $0 += bytes.count }
    }

    private func read(at offset: Int) async throws -> [UInt8] {
        let file = file
        return try await NIOThreadPool.singleton.runIfActive { try file.read(Self.sliceSize, at: offset) }
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
