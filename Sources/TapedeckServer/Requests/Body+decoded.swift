// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Body {
    /// The body with its content coding undone.
    /// - Throws: `ContentCodingError`; one of a body that comes in pieces is thrown when it is read.
    func decoded(codings: String?) throws -> Body {
        guard var decoder = try ContentDecoder(codings: codings, limits: .request) else { return self }
        switch content {
        case .bytes(let bytes):
            let decoded = try decoder.push(bytes)
            try decoder.finish()
            return Body(decoded)
        case .stream(_, let slices): return Body(length: nil, slices: DecodedSlices(slices: slices, codings: codings))
        }
    }
}

private struct DecodedSlices: AsyncSequence, Sendable {
    typealias Failure = any Error
    let slices: Body.Slices
    let codings: String?

    func makeAsyncIterator() -> Iterator { Iterator(slices: slices.makeAsyncIterator(), codings: codings) }

    struct Iterator: AsyncIteratorProtocol {
        var slices: any AsyncIteratorProtocol<ArraySlice<UInt8>, any Error>
        let codings: String?
        var decoder: ContentDecoder?

        mutating func next() async throws -> ArraySlice<UInt8>? {
            var current = try decoder ?? ContentDecoder(codings: codings, limits: .request)
            defer { decoder = current }
            while let slice = try await slices.next(isolation: nil) {
                guard let decoded = try current?.push(slice), !decoded.isEmpty else { continue }
                return decoded[...]
            }
            try current?.finish()
            return nil
        }
    }
}
