// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import CTapedeckZlib

/// Decompresses bytes that come in pieces with zlib.
package final class InflateStream: @unchecked Sendable {
    // zlib keeps the address of its state, which therefore lies on the heap; one task at a time pushes into a stream.
    private let stream: UnsafeMutablePointer<z_stream>

    /// The container of compressed data.
    package enum Wrapper: Int32, Sendable {
        /// RFC 1952; several members one after the other are one body.
        case gzip = 31
        /// RFC 1950.
        case zlib = 15
        /// RFC 1951, no wrapper.
        case raw = -15

        /// The content coding.
        package var label: String {
            switch self {
            case .gzip: "gzip"
            case .zlib, .raw: "deflate"
            }
        }
    }

    /// The first byte of every member of gzip.
    private static let gzipStart: UInt8 = 0x1F
    private static let pieceSize = 64 << 10

    private let wrapper: Wrapper
    private let ignoresTrailingBytes: Bool
    private let isReady: Bool
    private var isAtEnd = false
    private var isEmpty = true

    /// Creates a stream at the beginning of compressed data.
    /// - Parameters:
    ///   - wrapper: What the data is wrapped in.
    ///   - ignoresTrailingBytes: Whether to pass over bytes after the end of the data, as browsers and gzip do, rather than
    ///     refuse them.
    package init(_ wrapper: Wrapper, ignoresTrailingBytes: Bool = false) {
        self.wrapper = wrapper
        self.ignoresTrailingBytes = ignoresTrailingBytes
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let size = Int32(MemoryLayout<z_stream>.size)
        isReady = inflateInit2_(stream, wrapper.rawValue, zlibVersion(), size) == Z_OK
    }

    deinit {
        if isReady { inflateEnd(stream) }
        stream.deallocate()
    }

    /// Takes the next compressed bytes.
    /// - Parameters:
    ///   - bytes: The bytes.
    ///   - take: Called with each piece that comes out, of at most 64 KiB.
    /// - Throws: ``ContentCodingError`` for damaged data and for bytes after its end that are not ignored, and what `take`
    ///   throws.
    package func push(
        _ bytes: ArraySlice<UInt8>,
        take: ([UInt8]) throws(ContentCodingError) -> Void
    ) throws(ContentCodingError) {
        guard isReady else { throw .damaged("zlib cannot be started") }
        var rest = bytes
        var isFull = false
        while !rest.isEmpty || isFull {
            isEmpty = false
            if isAtEnd {
                guard wrapper == .gzip, rest.first == Self.gzipStart, inflateReset(stream) == Z_OK else {
                    if ignoresTrailingBytes { return }
                    throw .damaged("\(rest.count) bytes follow the end of the \(wrapper.label) data")
                }
                isAtEnd = false
            }
            let (status, read, piece) = step(rest)
            rest = rest.dropFirst(read)
            isFull = piece.count == Self.pieceSize && status != Z_STREAM_END
            if !piece.isEmpty { try take(piece) }
            switch status {
            case Z_STREAM_END: isAtEnd = true
            case Z_OK, Z_BUF_ERROR: break
            default: throw .damaged("the \(wrapper.label) data is damaged")
            }
        }
    }

    /// Ends the data; none at all is an empty body.
    /// - Throws: ``ContentCodingError`` when the data ends too early.
    package func finish() throws(ContentCodingError) {
        guard isEmpty || isAtEnd else { throw .damaged("the \(wrapper.label) data ends too early") }
    }

    private func step(_ bytes: ArraySlice<UInt8>) -> (status: Int32, read: Int, piece: [UInt8]) {
        var status = Z_OK
        var read = 0
        let piece = bytes.withUnsafeBufferPointer { input in
            let count = min(input.count, 1 << 30)
            return [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { piece, written in
                // zlib's C API takes a mutable pointer to input that it only reads.
                stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.pointee.avail_in = UInt32(count)
                stream.pointee.next_out = piece.baseAddress
                stream.pointee.avail_out = UInt32(Self.pieceSize)
                status = inflate(stream, Z_NO_FLUSH)
                read = count - Int(stream.pointee.avail_in)
                written = Self.pieceSize - Int(stream.pointee.avail_out)
            }
        }
        return (status, read, piece)
    }
}
