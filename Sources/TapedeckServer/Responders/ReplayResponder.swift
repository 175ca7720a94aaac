// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Replays recordings; a request without one goes to the next responder.
struct ReplayResponder: Responder {
    private let session: Session
    private let log: (any RequestLog)?
    private let clock: any Clock<Duration>

    /// Creates a responder.
    /// - Parameters:
    ///   - session: The session whose recordings are played.
    ///   - log: The log of requests, if any.
    ///   - clock: The clock for recorded timing.
    init(session: Session, log: (any RequestLog)? = nil, clock: any Clock<Duration> = ContinuousClock()) {
        self.session = session
        self.log = log
        self.clock = clock
    }

    /// Plays the next recording of the request.
    func respond(to request: inout RequestContext) async throws -> ServedResponse? {
        let decision: PlaybackDecision
        if let made = request.decision {
            decision = made
        } else {
            decision = try decide(try await request.identity(in: session), &request)
        }
        guard case .play(let recording, let isRepeat) = decision else { return nil }
        if let delay = session.policy.timing.delay(for: recording.response.timeToFirstByte) {
            try await clock.sleep(for: delay)
        }
        count(recording, isRepeat: isRepeat, of: &request)
        return response(recording.response)
    }

    /// Plays the next recording of the request when it is in memory and due at once.
    ///
    /// Any other decision stays in the context, for ``respond(to:)``.
    func respondAtOnce(to request: inout RequestContext) throws -> ImmediateResponse? {
        guard session.policy.timing == .instant, let identity = try request.identityAtOnce(in: session) else {
            return nil
        }
        let generation = session.statistics.generation
        guard case .play(let recording, let isRepeat) = try decide(identity, &request),
            var response = recording.response.immediate
        else { return nil }
        if recording.isLast, playsLastAgain {
            response.repetition = Repetition(
                statistics: session.statistics,
                feed: session.feed,
                generation: generation,
                duration: recording.response.duration
            )
        }
        count(recording, isRepeat: isRepeat, of: &request)
        return response
    }

    /// Whether the last recording of a request answers all later ones of the same bytes, without a word in the log.
    private var playsLastAgain: Bool {
        session.policy.repeat == .last && log == nil
            && session.store.matchingRules.matchedHeaders.isDisjoint(with: PlainFields.irrelevantNames)
    }

    private func decide(_ identity: RequestIdentity, _ request: inout RequestContext) throws -> PlaybackDecision {
        let decision = try session.decide(identity.fingerprint, isPoll: request.target.method == .get)
        request.decision = decision
        return decision
    }

    private func response(_ recorded: RecordedResponse) -> ServedResponse {
        if recorded.isInOnePiece, case .bytes(let bytes) = recorded.body, session.policy.timing == .instant {
            return ServedResponse(head: recorded.head, body: Body(bytes))
        }
        let slices = RecordedSlices(
            response: recorded,
            store: session.store,
            timing: session.policy.timing,
            clock: clock
        )
        let length = recorded.outcome == .complete && !recorded.isEventStream ? recorded.body.length : nil
        return ServedResponse(head: recorded.head, body: Body(length: length, slices: slices))
    }

    private func count(_ recording: StoredResponse, isRepeat: Bool, of request: inout RequestContext) {
        session.statistics.update { counts in
            counts.played += 1
            counts.repeated += isRepeat ? 1 : 0
            counts.savedTime += recording.response.duration
        }
        session.feed.note(.played(request, recording, of: session))
        guard let log else { return }
        log.played(
            request.loggable(session),
            status: recording.response.status,
            bytes: recording.response.body.length
        )
    }
}

extension RecordedResponse {
    /// Status and fields without hop-by-hop fields, which other tools may have recorded.
    var head: HTTPResponse {
        let fields =
            headerFields.contains { KeptHeaders.isOfConnection($0.name) }
            ? headerFields.filter { !KeptHeaders.isOfConnection($0.name) } : headerFields
        return HTTPResponse(status: HTTPResponse.Status(code: status), headerFields: fields)
    }

    /// Whether the body is an event stream.
    var isEventStream: Bool {
        headerFields[.contentType].map { FieldParameters($0).value == "text/event-stream" } ?? false
    }

    /// Maximum number of bytes in chunks that are written at once; other connections wait meanwhile.
    private static let immediateLimit = 256 << 10

    /// The response as it is written at once; `nil` when it is not in memory, not complete, or large and in chunks.
    fileprivate var immediate: ImmediateResponse? {
        guard outcome == .complete, case .bytes(let bytes) = body else { return nil }
        if chunks.isEmpty { return ImmediateResponse(head: head, body: bytes) }
        guard bytes.count <= Self.immediateLimit, status >= 200, Chunk.areContiguous(chunks, covering: bytes.count)
        else {
            return nil
        }
        return ImmediateResponse(head: head, body: bytes, chunks: isEventStream ? chunks : nil)
    }

    /// Whether the response is in memory, complete, and was recorded in one chunk.
    var isInOnePiece: Bool {
        if case .bytes = body { chunks.isEmpty && outcome == .complete } else { false }
    }
}
