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
        let passage = Passage(responder: self, target: request.loggable(session), trace: request.trace)
        if let reason = budget.takeRequest() { return passage.refusal(reason) }
        do {
            return passage.relay(try await upstream.send(request.head, body: request.body.body))
        } catch let error as UpstreamError {
            return passage.failure(error)
        }
    }

    var sendsFromEventLoop: Bool { true }

    func send(_ request: RequestContext, deliver: @escaping @Sendable (UpstreamDelivery) -> Void) -> Bool {
        guard case .bytes(let body) = request.body else { return false }
        var request = request
        let passage = Passage(responder: self, target: request.loggable(session), trace: request.trace)
        if let reason = budget.takeRequest() {
            deliver(.answer(passage.refusal(reason)))
            return true
        }
        let sent = request
        let cancellation = upstream.start(request.head, body: body) { reception in
            switch reception {
            case .whole(let response) where response.isPiece(for: sent.target.method):
                deliver(.answer(passage.answer(response)))
            case .whole(let response): deliver(sent.begun(passage.relay(response.streamed)))
            case .begun(let response): deliver(sent.begun(passage.relay(response)))
            case .failed(let error as UpstreamError): deliver(.answer(passage.failure(error)))
            case .failed: deliver(.failed)
            }
        }
        if cancellation == nil { budget.returnRequest() }
        return cancellation != nil
    }
}

/// One request on its way through, for statistics and log.
private struct Passage: Sendable {
    let responder: PassThroughResponder
    /// The request as a log may show it.
    let target: RequestLine
    /// The trace of the request, if a span is made of it.
    let trace: RequestTrace?
    let started = ContinuousClock.now

    /// The response where a limit is reached.
    func refusal(_ reason: String) -> ServedResponse {
        fail(reason)
        return ErrorEnvelope.limit(reason).response
    }

    /// The response in the place of one that did not come.
    func failure(_ error: UpstreamError) -> ServedResponse {
        fail(error.text(for: .commandLine))
        return ErrorEnvelope.upstream(error).response
    }

    private func fail(_ reason: String) {
        responder.session.statistics.update { $0.failed += 1 }
        responder.log.failed(target, reason: reason)
        responder.session.feed.note(.failed(target, reason, of: responder.session, trace))
    }

    /// The response that arrives.
    func relay(_ response: UpstreamResponse) -> ServedResponse {
        let relayed = RelayedSlices(
            chunks: response.chunks,
            usage: UsageReader(contentType: response.head.headerFields[.contentType])
        ) { bytes, tokens, error in
            end(response.head.status, bytes: bytes, tokens: tokens, error: error)
        }
        return ServedResponse(
            head: response.head,
            body: Body(length: response.head.contentLength(to: target.method), slices: relayed)
        )
    }

    /// The response that arrived whole.
    func answer(_ response: WholeUpstreamResponse) -> ServedResponse {
        var usage = UsageReader(contentType: response.head.headerFields[.contentType])
        for chunk in response.chunks { usage.push(chunk.bytes) }
        let served = response.served
        end(response.head.status, bytes: served.body.length ?? 0, tokens: usage.finish(), error: nil)
        return served
    }

    private func end(_ status: HTTPResponse.Status, bytes: Int, tokens: Int?, error: (any Error)?) {
        responder.budget.spend(tokens: tokens ?? 0)
        responder.session.statistics.update { counts in
            counts.passed += 1
            counts.brokenOff += error != nil ? 1 : 0
            counts.bytes += bytes
            counts.tokens += tokens ?? 0
        }
        responder.log.answered(
            target,
            status: status.code,
            bytes: bytes,
            duration: started.duration(to: .now),
            tokens: tokens,
            note: error.map { "passed through; BROKE OFF: \($0)" } ?? "passed through, not recorded",
            isFailure: false
        )
        responder.session.feed.note(
            .passed(
                target,
                status: status.code,
                started.duration(to: .now),
                tokens: tokens,
                of: responder.session,
                trace
            )
        )
    }
}

extension RequestContext {
    /// The delivery of a response that goes on in a task.
    fileprivate func begun(_ response: ServedResponse) -> UpstreamDelivery {
        var context = self
        context.begun = { response }
        return .begun(context)
    }
}

extension WholeUpstreamResponse {
    /// Whether the length of the body is stated, so that it goes out as it came in one piece.
    fileprivate func isPiece(for method: HTTPRequest.Method) -> Bool {
        method == .head || head.headerFields.contains(.contentLength) || [204, 304].contains(head.status.code)
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
        if fields.contains(.tapedeckSession) { fields[.tapedeckSession] = nil }
        return HTTPRequest(
            method: target.method,
            scheme: nil,
            authority: nil,
            path: target.pathAndQuery,
            headerFields: fields
        )
    }
}

extension HTTPResponse {
    /// The body's length from `content-length`; `nil` when it is unknown or there is no body.
    func contentLength(to method: HTTPRequest.Method) -> Int? {
        method == .head ? nil : headerFields[.contentLength].flatMap { Int($0) }
    }
}
