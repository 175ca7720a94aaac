// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import CTapedeckZlib

/// Decompresses with zlib, with a bound on what comes out.
struct Inflater {
    /// What compressed data is wrapped in.
    enum Wrapper: Int32 {
        /// RFC 1952; several members one after the other are one body.
        case gzip = 31
        /// RFC 1950.
        case zlib = 15
        /// RFC 1951, no wrapper.
        case raw = -15

        var label: String {
            switch self {
            case .gzip: "gzip"
            case .zlib, .raw: "deflate"
            }
        }
    }

    /// The most bytes that may come out.
    let limit: Int
    /// The most bytes for each byte that goes in, beyond ``ImportLimits/ratioFreeBytes``.
    let ratio: Int

    private static let pieceSize = 64 << 10

    /// Decompresses a body.
    /// - Throws: ``SourceProblem`` when the data ends too early, is damaged, has bytes after its end, or unfolds to more
    ///   than the limit.
    func inflate(_ bytes: [UInt8], _ wrapper: Wrapper) throws(SourceProblem) -> [UInt8] {
        var output: [UInt8] = []
        var consumed = 0
        repeat {
            consumed += try inflateMember(bytes[consumed...], wrapper, total: bytes.count, into: &output)
        } while wrapper == .gzip && bytes[consumed...].starts(with: ContentCoding.gzipMagic)
        guard consumed == bytes.count else {
            throw .damaged("\(bytes.count - consumed) bytes follow the end of the \(wrapper.label) data")
        }
        return output
    }

    /// Decompresses up to the end of one member.
    /// - Returns: The number of bytes read.
    private func inflateMember(
        _ bytes: ArraySlice<UInt8>,
        _ wrapper: Wrapper,
        total: Int,
        into output: inout [UInt8]
    ) throws(SourceProblem) -> Int {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(&stream, wrapper.rawValue, zlibVersion(), size) == Z_OK else {
            throw .damaged("zlib cannot be started")
        }
        defer { inflateEnd(&stream) }
        var piece = [UInt8](repeating: 0, count: Self.pieceSize)
        var consumed = 0
        while true {
            let input = bytes.dropFirst(consumed).prefix(Self.pieceSize)
            let (status, read, written) = Self.step(&stream, input, into: &piece)
            consumed += read
            output.append(contentsOf: piece[..<written])
            try check(output.count, from: total)
            if status == Z_STREAM_END { return consumed }
            guard status == Z_OK || status == Z_BUF_ERROR else {
                throw .damaged("the \(wrapper.label) data is damaged")
            }
            guard read > 0 || written > 0 else { throw .damaged("the \(wrapper.label) data ends too early") }
        }
    }

    private func check(_ count: Int, from total: Int) throws(SourceProblem) {
        guard count <= limit else {
            throw .tooLarge("the bodies unfold to more than \(limit) bytes", limit: "decodedBytes")
        }
        guard count <= ImportLimits.ratioFreeBytes || count / ratio < total else {
            throw .tooLarge("a body unfolds to more than \(ratio) times its size", limit: "expansionRatio")
        }
    }

    private static func step(
        _ stream: inout z_stream,
        _ input: ArraySlice<UInt8>,
        into piece: inout [UInt8]
    ) -> (status: Int32, read: Int, written: Int) {
        input.withUnsafeBufferPointer { input in
            piece.withUnsafeMutableBufferPointer { piece in
                // zlib's C API takes a mutable pointer to input that it only reads.
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(input.count)
                stream.next_out = piece.baseAddress
                stream.avail_out = UInt32(piece.count)
                let status = CTapedeckZlib.inflate(&stream, Z_NO_FLUSH)
                return (status, input.count - Int(stream.avail_in), piece.count - Int(stream.avail_out))
            }
        }
    }
}
