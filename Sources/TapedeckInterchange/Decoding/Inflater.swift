// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Decompresses bodies in memory, up to a limit.
struct Inflater {
    /// The most bytes that may come out.
    let limit: Int
    /// The most bytes for each byte that goes in, beyond ``ImportLimits/ratioFreeBytes``.
    let ratio: Int

    /// Decompresses a body.
    /// - Throws: ``SourceProblem`` when the data ends too early, is damaged, has bytes after its end, or unfolds to more
    ///   than the limit.
    func inflate(_ bytes: [UInt8], _ wrapper: InflateStream.Wrapper) throws(SourceProblem) -> [UInt8] {
        let limits = ContentDecodingLimits(bytes: limit, ratio: ratio)
        let stream = InflateStream(wrapper)
        var output: [UInt8] = []
        do throws(ContentCodingError) {
            try stream.push(bytes[...]) { (piece) throws(ContentCodingError) in
                output += piece
                try limits.check(output.count, from: bytes.count)
            }
            try stream.finish()
        } catch {
            throw SourceProblem(error)
        }
        return output
    }
}

extension SourceProblem {
    fileprivate init(_ error: ContentCodingError) {
        switch error {
        case .tooLarge(.bytes(let limit)):
            self = .tooLarge("the bodies unfold to more than \(limit) bytes", limit: "decodedBytes")
        case .tooLarge(.ratio): self = .tooLarge("\(error)", limit: "expansionRatio")
        case .damaged, .unsupported: self = .damaged("\(error)")
        }
    }
}
