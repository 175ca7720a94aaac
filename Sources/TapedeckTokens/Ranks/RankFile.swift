// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

internal import CTapedeckZlib

/// Reads the rank files: a line a token, `BASE64 RANK`, in the order of the ranks from 0.
enum RankFile {
    /// Unpacks a gzip-compressed file of known size; zlib checks the CRC-32 of what comes out.
    static func unpack(_ packed: UnsafeBufferPointer<UInt8>, count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { output, written in
            var stream = z_stream()
            // 31: the largest window, and a gzip wrapper.
            let started = inflateInit2_(&stream, 31, zlibVersion(), Int32(MemoryLayout<z_stream>.size))
            precondition(started == Z_OK, "zlib cannot be started")
            defer { inflateEnd(&stream) }
            // zlib's C API takes a mutable pointer to input that it only reads.
            stream.next_in = UnsafeMutablePointer(mutating: packed.baseAddress)
            stream.avail_in = UInt32(packed.count)
            stream.next_out = output.baseAddress
            stream.avail_out = UInt32(count)
            let status = inflate(&stream, Z_FINISH)
            precondition(status == Z_STREAM_END && stream.avail_out == 0, "the embedded ranks are damaged")
            written = count
        }
    }

    /// Reads all tokens.
    /// - Parameters:
    ///   - file: The unpacked file.
    ///   - tokens: How many tokens there must be.
    /// - Returns: The tokens' bytes one after the other, and where each begins, with the end of the last.
    static func parse(_ file: [UInt8], tokens: Int) -> (pool: [UInt8], offsets: [UInt32]) {
        var offsets: [UInt32] = [0]
        offsets.reserveCapacity(tokens + 1)
        let pool = [UInt8](unsafeUninitializedCapacity: file.count) { pool, written in
            file.withUnsafeBufferPointer { file in
                var line = LineDecoder(file: file, pool: pool)
                while !line.isAtEnd {
                    line.decodeToken()
                    precondition(line.decodeRank() == offsets.count - 1, "the embedded ranks are not in order")
                    offsets.append(UInt32(line.written))
                }
                written = line.written
            }
        }
        precondition(offsets.count == tokens + 1, "the embedded ranks are not complete")
        return (pool, offsets)
    }

    /// The value of each character of base64; 255 for all others.
    private static let digits: [UInt8] = {
        var digits = [UInt8](repeating: 255, count: 256)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (value, character) in alphabet.utf8.enumerated() { digits[Int(character)] = UInt8(value) }
        return digits
    }()

    private struct LineDecoder {
        let file: UnsafeBufferPointer<UInt8>
        let pool: UnsafeMutableBufferPointer<UInt8>
        let digits = RankFile.digits
        var position = 0
        var written = 0

        var isAtEnd: Bool { position == file.count }

        /// Decodes base64 up to the blank behind it.
        mutating func decodeToken() {
            var bits: UInt32 = 0
            var count = 0
            while file[position] != UInt8(ascii: " ") {
                let digit = digits[Int(file[position])]
                position += 1
                guard digit != 255 else { continue }
                bits = bits << 6 | UInt32(digit)
                count += 6
                if count >= 8 {
                    count -= 8
                    pool[written] = UInt8(truncatingIfNeeded: bits >> UInt32(count))
                    written += 1
                }
            }
            position += 1
        }

        /// Decodes a number up to the newline behind it.
        mutating func decodeRank() -> Int {
            var rank = 0
            while file[position] != UInt8(ascii: "\n") {
                rank = rank * 10 + Int(file[position] & 15)
                position += 1
            }
            position += 1
            return rank
        }
    }
}
