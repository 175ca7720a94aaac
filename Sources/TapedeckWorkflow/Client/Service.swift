// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
import TapedeckCore
import TapedeckUpstream

/// A client of an OpenAI-compatible service, which asks again and waits as OpenAI's own clients do.
///
/// Any number of tasks may use one service at once; they share its connections and its rate limits.
package struct Service: Sendable {
    /// The largest answer, in bytes.
    private static let answerLimit = 64 << 20

    /// The base URL, as results may name it; nil for a service on this machine, whose address says nothing.
    let publicName: String?

    private let upstream: any Upstream
    private let key: String?
    private let policy: RetryPolicy
    private let pause: Pause
    private let shared = Shared()

    private final class Shared: Sendable {
        let pacer = Mutex(RateLimitPacer())
        let jitter = Jitter(seed: 0)
    }

    /// Creates a client; connections are made when there are requests.
    /// - Parameter configuration: Where the service is.
    package init(_ configuration: ServiceConfiguration) {
        let upstream = CurlUpstream(
            configuration: UpstreamConfiguration(
                baseURL: configuration.baseURL,
                timeouts: UpstreamTimeouts(firstByte: configuration.timeout, idle: configuration.timeout),
                proxies: configuration.proxies,
                certificateAuthorities: configuration.certificateAuthorities
            )
        )
        let path = configuration.baseURL.path
        self.init(
            upstream: upstream,
            publicName: configuration.isLocal ? nil : configuration.baseURL.description,
            key: configuration.key,
            retries: configuration.retries,
            pause: Pause(upstream: upstream, localPath: configuration.isLocal ? (path.isEmpty ? "/v1" : path) : nil)
        )
    }

    init(upstream: any Upstream, publicName: String? = nil, key: String?, retries: Int, pause: Pause) {
        self.upstream = upstream
        self.publicName = publicName
        self.key = key
        self.policy = RetryPolicy(retries: retries)
        self.pause = pause
    }

    /// Waits for a time, or not at all when a cassette answers.
    func wait(_ duration: Duration) async throws { try await pause.wait(duration) }

    /// Sends a request until it is answered, refused, or not worth another try.
    /// - Throws: ``ServiceFailure``; `CancellationError`.
    func send(_ call: ServiceCall) async throws -> ServiceAnswer {
        var attempt = 0
        while true {
            attempt += 1
            if let wait = shared.pacer.withLock({ $0.wait(now: .now) }) { try await pause.wait(wait) }
            let failure: ServiceFailure
            var advice = RetryAdvice()
            do {
                let (head, body) = try await exchange(call)
                shared.pacer.withLock { $0.take(head.headerFields, tokens: Self.tokens(body), now: .now) }
                guard head.status.code >= 300 else { return ServiceAnswer(fields: head.headerFields, body: body) }
                failure = ServiceFailure(status: head.status.code, body: body)
                advice = RetryAdvice(head.headerFields, now: WallClock.now / 1_000_000)
            } catch let error as UpstreamError {
                failure = ServiceFailure(error)
            }
            // Whether it was done must be looked at before it is asked for again.
            if !call.isRepeatable, failure.mayHaveSucceeded { throw failure }
            guard
                let delay = policy.delay(
                    after: failure,
                    attempt: attempt,
                    advice: advice,
                    jitter: shared.jitter.next()
                )
            else { throw failure }
            if failure.status == 429 { shared.pacer.withLock { $0.hold(for: delay, now: .now) } }
            try await pause.wait(delay)
        }
    }

    /// The wait before something is asked again outside of ``send(_:)``.
    func delay(after failure: ServiceFailure, attempt: Int) -> Duration? {
        policy.delay(after: failure, attempt: attempt, advice: RetryAdvice(), jitter: shared.jitter.next())
    }

    private func exchange(_ call: ServiceCall) async throws -> (HTTPResponse, [UInt8]) {
        var request = HTTPRequest(method: call.method, scheme: nil, authority: nil, path: call.path)
        request.headerFields[.accept] = "application/json"
        request.headerFields[.userAgent] = "Tapedeck"
        if let key { request.headerFields[.authorization] = "Bearer \(key)" }
        if let type = call.contentType { request.headerFields[.contentType] = type }
        let response = try await upstream.send(request, body: Self.body(of: call))
        var body: [UInt8] = []
        for try await chunk in response.chunks {
            body += chunk.bytes
            guard body.count <= Self.answerLimit else {
                throw UpstreamError(
                    code: .invalidResponse,
                    message: "The answer to \(call.path) is larger than \(Self.answerLimit) bytes."
                )
            }
        }
        return (response.head, body)
    }

    /// The body, which libcurl may send a second time by itself, unless it can be read only once.
    private static func body(of call: ServiceCall) -> Body {
        guard !call.isRepeatable, !call.body.isEmpty else { return Body(call.body) }
        let (slices, continuation) = AsyncThrowingStream<ArraySlice<UInt8>, any Error>.makeStream()
        continuation.yield(call.body[...])
        continuation.finish()
        return Body(length: call.body.count, slices: slices)
    }

    private static func tokens(_ body: [UInt8]) -> Int? {
        guard body.count < 1 << 20, let document = try? JSONValue(parsing: body) else { return nil }
        return document["usage"]?["total_tokens"]?.integer
    }
}
