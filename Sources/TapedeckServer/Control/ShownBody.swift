// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A body as people read it: with its content codings undone.
struct ShownBody {
    /// Maximum number of bytes that a coded body may have once it is decoded.
    private static let decodedLimit = 64 << 20

    private let body: RecordedBody
    private let codings: String?
    private let store: any CassetteStore

    /// - Parameters:
    ///   - body: The body as it was recorded.
    ///   - codings: The content codings, as in the field `content-encoding`.
    ///   - store: The cassette that has the body.
    init(_ body: RecordedBody, codings: String?, from store: any CassetteStore) {
        self.body = body
        self.codings = codings
        self.store = store
    }

    /// A part of the body, as far as there is that much, and the length of all of it in bytes.
    /// - Throws: ``ContentCodingError`` when it cannot be decoded, `CassetteError` when the cassette is damaged.
    func part(from start: Int, length: Int) throws -> (bytes: ArraySlice<UInt8>, total: Int) {
        let end = start.addingReportingOverflow(length)
        let range = start..<(end.overflow ? .max : end.partialValue)
        let limits = ContentDecodingLimits(bytes: Self.decodedLimit, ratio: 200)
        guard var decoder = try ContentDecoder(codings: codings, limits: limits) else {
            return (try read(range.clamped(to: 0..<body.length)), body.length)
        }
        var wanted: ArraySlice<UInt8> = []
        var total = 0
        for place in stride(from: 0, to: body.length, by: 1 << 20) {
            let piece = try read(place..<min(place + 1 << 20, body.length))
            try decoder.push(piece) { decoded in
                let part = range.clamped(to: total..<total + decoded.count)
                wanted += decoded[(part.lowerBound - total)..<(part.upperBound - total)]
                total += decoded.count
            }
        }
        try decoder.finish()
        return (wanted, total)
    }

    private func read(_ range: Range<Int>) throws -> ArraySlice<UInt8> {
        switch body {
        case .bytes(let bytes): bytes[range]
        case .stored(let reference): try store.read(reference, range: range)[...]
        }
    }
}
