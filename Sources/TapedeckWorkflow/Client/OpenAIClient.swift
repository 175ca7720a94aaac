// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
import TapedeckCore
import TapedeckUpstream

/// A client of an OpenAI-compatible service that retries and respects rate limits as OpenAI's own clients do.
///
/// Any number of tasks may use one client at once; they share its connections and its rate limits. In front of a replayed
/// cassette it does not wait between requests.
public struct OpenAIClient: Sendable {
    /// The base URL of OpenAI's own API.
    public static let defaultBaseURL: String = BaseURL.openAI.description
    /// The number of retries when none is given.
    public static let defaultRetries = 5

    /// The largest response body, in bytes.
    private static let responseLimit = 64 << 20

    /// The base URL, as result files name it; nil for a service on this machine, whose address means nothing elsewhere.
    let publicName: String?

    private let upstream: any Upstream
    private let key: String?
    private let policy: RetryPolicy
    private let sleeper: ReplayAwareSleeper
    private let shared = Shared()

    private final class Shared: Sendable {
        let pacer = Mutex(RateLimitPacer())
        let jitter = Jitter(seed: 0)
    }

    /// Creates a client; it connects when the first request is sent.
    /// - Parameters:
    ///   - baseURL: The base URL of the service with its version, such as `http://127.0.0.1:8080/v1`.
    ///   - key: The API key; nil sends none.
    ///   - retries: Maximum number of retries of a request, 0 or more.
    ///   - timeout: The longest wait for a response, and for its next byte.
    /// - Throws: ``WorkflowError`` with code `badInput` when the base URL cannot be used.
    public init(
        baseURL: String = OpenAIClient.defaultBaseURL,
        key: String? = nil,
        retries: Int = defaultRetries,
        timeout: Duration = .seconds(600)
    ) throws(WorkflowError) {
        let url: BaseURL
        do {
            url = try BaseURL(baseURL)
        } catch {
            throw .badInput(error.description)
        }
        self.init(ClientConfiguration(baseURL: url, key: key, retries: max(0, retries), timeout: timeout))
    }

    /// Creates a client; it connects when the first request is sent.
    /// - Parameter configuration: The service, and how to reach it.
    package init(_ configuration: ClientConfiguration) {
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
            sleeper: ReplayAwareSleeper(
                upstream: upstream,
                localPath: configuration.isLocal ? (path.isEmpty ? "/v1" : path) : nil
            )
        )
    }

    init(upstream: any Upstream, publicName: String? = nil, key: String?, retries: Int, sleeper: ReplayAwareSleeper) {
        self.upstream = upstream
        self.publicName = publicName
        self.key = key
        self.policy = RetryPolicy(retries: retries)
        self.sleeper = sleeper
    }

    /// Waits, unless a replayed cassette answers the requests.
    func wait(_ duration: Duration) async throws { try await sleeper.wait(duration) }

    /// Sends a request, and retries it until it succeeds, is refused, or no retry is left.
    /// - Throws: ``APIError``; `CancellationError`.
    func send(_ request: APIRequest) async throws -> APIResponse {
        var attempt = 0
        while true {
            attempt += 1
            if let wait = shared.pacer.withLock({ $0.wait(now: .now) }) { try await sleeper.wait(wait) }
            let failure: APIError
            var advice = RetryAdvice()
            do {
                let (head, body) = try await exchange(request)
                shared.pacer.withLock { $0.take(head.headerFields, tokens: Self.tokens(body), now: .now) }
                guard head.status.code >= 300 else { return APIResponse(fields: head.headerFields, body: body) }
                failure = APIError(status: head.status.code, body: body)
                advice = RetryAdvice(head.headerFields, now: WallClock.now / 1_000_000)
            } catch let error as UpstreamError {
                failure = APIError(error)
            }
            // The caller must find out first whether the request took effect.
            if !request.isRepeatable, failure.mayHaveSucceeded { throw failure }
            guard
                let delay = policy.delay(
                    after: failure,
                    attempt: attempt,
                    advice: advice,
                    jitter: shared.jitter.next()
                )
            else { throw failure }
            if failure.status == 429 { shared.pacer.withLock { $0.hold(for: delay, now: .now) } }
            try await sleeper.wait(delay)
        }
    }

    /// The wait before a caller repeats a request by itself; nil when it should not.
    func delay(after failure: APIError, attempt: Int) -> Duration? {
        policy.delay(after: failure, attempt: attempt, advice: RetryAdvice(), jitter: shared.jitter.next())
    }

    private func exchange(_ request: APIRequest) async throws -> (HTTPResponse, [UInt8]) {
        var head = HTTPRequest(method: request.method, scheme: nil, authority: nil, path: request.path)
        head.headerFields[.accept] = "application/json"
        head.headerFields[.userAgent] = "Tapedeck"
        if let key { head.headerFields[.authorization] = "Bearer \(key)" }
        if let type = request.contentType { head.headerFields[.contentType] = type }
        let response = try await upstream.send(head, body: Self.body(of: request))
        var body: [UInt8] = []
        for try await chunk in response.chunks {
            body += chunk.bytes
            guard body.count <= Self.responseLimit else {
                throw UpstreamError(
                    code: .invalidResponse,
                    message: "The answer to \(request.path) is larger than \(Self.responseLimit) bytes."
                )
            }
        }
        return (response.head, body)
    }

    /// The request body; one that must not be repeated can be read only once, so that libcurl does not resend it.
    private static func body(of request: APIRequest) -> Body {
        guard !request.isRepeatable, !request.body.isEmpty else { return Body(request.body) }
        let (slices, continuation) = AsyncThrowingStream<ArraySlice<UInt8>, any Error>.makeStream()
        continuation.yield(request.body[...])
        continuation.finish()
        return Body(length: request.body.count, slices: slices)
    }

    private static func tokens(_ body: [UInt8]) -> Int? {
        guard body.count < 1 << 20, let document = try? JSONValue(parsing: body) else { return nil }
        return document["usage"]?["total_tokens"]?.integer
    }
}
