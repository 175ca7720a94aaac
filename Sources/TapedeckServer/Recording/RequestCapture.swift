// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
import TapedeckCore

/// Captures a request body on its way to the upstream: redacts it into the cassette and canonicalises it.
///
/// A compressed body is forwarded as it came and decoded for the cassette.
/// The upstream pulls the body through it, so nothing is held beyond a slice.
final class RequestCapture: Sendable {
    private struct State: Sendable {
        var decoder: ContentDecoder?
        /// Makes the canonical form; `nil` when it is known already.
        var canonical: CanonicalBodyBuilder?
        var redaction: RedactionStream
        var isWhole = false
        var length = 0
        /// The error that kept part of the body out of the cassette; the upstream still gets all of it.
        var failure: (any Error)?
    }

    private let writer: any BodyWriter
    private let state: Mutex<State>

    /// - Throws: `ContentCodingError` for a content coding that is not known.
    init(request: RequestContext, rules: MatchingRules, redactor: Redactor, writer: any BodyWriter) throws {
        self.writer = writer
        self.state = Mutex(
            State(
                decoder: try ContentDecoder(codings: request.headerFields[.contentEncoding], limits: .request),
                canonical: request.identity == nil
                    ? CanonicalBodyBuilder(
                        contentType: request.headerFields[.contentType],
                        rules: rules,
                        redactor: redactor
                    ) : nil,
                redaction: redactor.stream(as: .lengthClass, contentType: request.headerFields[.contentType])
            )
        )
    }

    /// Returns a body that is captured while it is read.
    func watch(_ body: Body) async throws -> Body {
        switch body.content {
        case .bytes(let bytes):
            await take(bytes, of: bytes.count)
            end()
            return body
        case .stream(let length, let slices):
            return Body(length: length, slices: WatchedSlices(slices: slices, length: length, tee: self))
        }
    }

    /// Takes a slice; with a known length, the last slice is recognised by it.
    fileprivate func take(_ slice: ArraySlice<UInt8>, of length: Int?) async {
        let redacted = state.withLock { state -> [UInt8]? in
            state.length += slice.count
            if state.length == length { state.isWhole = true }
            guard state.failure == nil else { return nil }
            do {
                let decoded = try state.decoder?.push(slice)[...] ?? slice
                state.canonical?.push(decoded)
                return state.redaction.push(decoded)
            } catch {
                state.failure = error
                return nil
            }
        }
        guard let redacted else { return }
        do {
            try await writer.write(redacted[...])
        } catch {
            state.withLock { $0.failure = error }
        }
    }

    fileprivate func end() {
        state.withLock { $0.isWhole = true }
    }

    /// Ends the body and returns its canonical form, unless that was known before, and its recorded form.
    /// - Throws: What kept the body from the cassette, or ``UnreadBody``.
    func finish() async throws -> (canonical: CanonicalBody?, recorded: RecordedBody) {
        let (canonical, rest) = try state.withLock { state in
            if let failure = state.failure { throw failure }
            guard state.isWhole else { throw UnreadBody() }
            try state.decoder?.finish()
            return (state.canonical?.finish(), state.redaction.finish())
        }
        try await writer.write(rest[...])
        return (canonical, try await writer.finish())
    }
}

private struct WatchedSlices: AsyncSequence, Sendable {
    typealias Failure = any Error
    let slices: Body.Slices
    let length: Int?
    let tee: RequestCapture

    func makeAsyncIterator() -> Iterator { Iterator(slices: slices.makeAsyncIterator(), length: length, tee: tee) }

    struct Iterator: AsyncIteratorProtocol {
        var slices: any AsyncIteratorProtocol<ArraySlice<UInt8>, any Error>
        let length: Int?
        let tee: RequestCapture

        mutating func next() async throws -> ArraySlice<UInt8>? {
            guard let slice = try await slices.next(isolation: nil) else {
                tee.end()
                return nil
            }
            await tee.take(slice, of: length)
            return slice
        }
    }
}

/// The upstream answered before it had read the whole request body.
struct UnreadBody: Error, CustomStringConvertible {
    let description = "the upstream answered before it had read the whole request"
}
