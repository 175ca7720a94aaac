// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Forwards requests to the upstream without recording them.
struct PassThroughResponder: Responder {
    let upstream: any Upstream
    let session: Session
    let log: any RequestLog
    let budget: UpstreamBudget
    /// Selects the requests to forward; others go to the next responder.
    let accepts: @Sendable (RequestLine) -> Bool

    func handles(_ target: RequestLine) -> Bool { accepts(target) }

    func respond(to request: inout RequestContext) async throws -> ServedResponse? {
        guard accepts(request.target) else { return nil }
        let target = request.loggable(session)
        if let reason = budget.takeRequest() {
            session.statistics.update { $0.failed += 1 }
            log.failed(target, reason: reason)
            return ErrorEnvelope.limit(reason).response
        }
        let started = ContinuousClock.now
        let response: UpstreamResponse
        do {
            response = try await upstream.send(request.head, body: request.body.body)
        } catch let error as UpstreamError {
            session.statistics.update { $0.failed += 1 }
            log.failed(target, reason: error.text(for: .commandLine))
            return ErrorEnvelope.upstream(error).response
        }
        let (session, log, budget) = (session, log, budget)
        let relayed = RelayedSlices(
            chunks: response.chunks,
            usage: UsageReader(contentType: response.head.headerFields[.contentType])
        ) { bytes, tokens, error in
            budget.spend(tokens: tokens ?? 0)
            session.statistics.update { counts in
                counts.passed += 1
                counts.brokenOff += error != nil ? 1 : 0
                counts.bytes += bytes
                counts.tokens += tokens ?? 0
            }
            log.answered(
                target,
                status: response.head.status.code,
                bytes: bytes,
                duration: started.duration(to: .now),
                tokens: tokens,
                note: error.map { "passed through; BROKE OFF: \($0)" } ?? "passed through, not recorded",
                isFailure: false
            )
        }
        return ServedResponse(
            head: response.head,
            body: Body(length: response.contentLength(to: target.method), slices: relayed)
        )
    }
}

/// The chunks of a response as slices, with their total bytes and tokens.
private struct RelayedSlices: AsyncSequence, Sendable {
    typealias Failure = any Error

    let chunks: UpstreamResponse.Chunks
    let usage: UsageReader
    /// Called at the end with the number of bytes and tokens, and the error that broke the response off.
    let ended: @Sendable (Int, Int?, (any Error)?) -> Void

    func makeAsyncIterator() -> Iterator {
        Iterator(chunks: chunks.makeAsyncIterator(), usage: usage, ended: ended)
    }

    struct Iterator: AsyncIteratorProtocol {
        var chunks: any AsyncIteratorProtocol<ReceivedChunk, any Error>
        var usage: UsageReader
        var bytes = 0
        let ended: @Sendable (Int, Int?, (any Error)?) -> Void

        mutating func next() async throws -> ArraySlice<UInt8>? {
            do {
                guard let chunk = try await chunks.next(isolation: nil) else {
                    ended(bytes, usage.finish(), nil)
                    return nil
                }
                bytes += chunk.bytes.count
                usage.push(chunk.bytes)
                return chunk.bytes[...]
            } catch {
                ended(bytes, usage.finish(), error)
                throw error
            }
        }
    }
}

extension RequestContext {
    /// The request as it goes to the upstream.
    var head: HTTPRequest {
        var fields = headerFields
        fields[.tapedeckSession] = nil
        return HTTPRequest(
            method: target.method,
            scheme: nil,
            authority: nil,
            path: target.pathAndQuery,
            headerFields: fields
        )
    }
}

extension UpstreamResponse {
    /// The body's length from `content-length`; `nil` when it is unknown or there is no body.
    func contentLength(to method: HTTPRequest.Method) -> Int? {
        method == .head ? nil : head.headerFields[.contentLength].flatMap { Int($0) }
    }
}
