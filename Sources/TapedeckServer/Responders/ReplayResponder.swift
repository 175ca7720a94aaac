// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// The link that plays recordings; what it has no recording for goes to the next link.
struct ReplayResponder: Responder {
    private let session: Session
    private let log: (any RequestLog)?
    private let clock: any Clock<Duration>

    /// Creates a player.
    /// - Parameters:
    ///   - session: The session whose recordings are played.
    ///   - log: Where each request is told of, if anywhere.
    ///   - clock: The clock that recorded timing goes by.
    init(session: Session, log: (any RequestLog)? = nil, clock: any Clock<Duration> = ContinuousClock()) {
        self.session = session
        self.log = log
        self.clock = clock
    }

    /// Plays the next recording of the request.
    func respond(to request: inout ServedRequest) async throws -> ServedResponse? {
        request = try await request.rereadable()
        let key = try await request.key(rules: session.store.matchingRules, redactor: session.redactor(for: request))
        guard
            case .play(let recording, let isRepeat) = try session.decide(
                key.fingerprint,
                isPoll: request.target.method == .get
            )
        else { return nil }
        if let delay = session.policy.timing.delay(for: recording.response.timeToFirstByte) {
            try await clock.sleep(for: delay)
        }
        return response(recording, isRepeat: isRepeat, to: request)
    }

    /// Plays the next recording of the request when it is in memory and due at once.
    func respondAtOnce(to request: ServedRequest) throws -> ServedResponse? {
        guard session.policy.timing == .instant,
            let key = try request.keyAtOnce(
                rules: session.store.matchingRules,
                redactor: session.redactor(for: request)
            )
        else { return nil }
        let decision = try session.decide(key.fingerprint, isPoll: request.target.method == .get) { decision in
            if case .play(let recording, _) = decision { recording.response.isInOnePiece } else { false }
        }
        guard case .play(let recording, let isRepeat) = decision, case .bytes(let bytes) = recording.response.body
        else {
            return nil
        }
        account(recording, isRepeat: isRepeat, of: request)
        return ServedResponse(head: recording.response.head, body: Body(bytes))
    }

    private func response(_ recording: Recording, isRepeat: Bool, to request: ServedRequest) -> ServedResponse {
        account(recording, isRepeat: isRepeat, of: request)
        let response = recording.response
        if response.isInOnePiece, case .bytes(let bytes) = response.body, session.policy.timing == .instant {
            return ServedResponse(head: response.head, body: Body(bytes))
        }
        let slices = RecordedSlices(
            response: response,
            store: session.store,
            timing: session.policy.timing,
            clock: clock
        )
        let length = response.outcome == .complete && !response.isEventStream ? response.body.length : nil
        return ServedResponse(head: response.head, body: Body(length: length, slices: slices))
    }

    private func account(_ recording: Recording, isRepeat: Bool, of request: ServedRequest) {
        session.statistics.update { counts in
            counts.played += 1
            counts.repeated += isRepeat ? 1 : 0
            counts.savedTime += recording.response.duration
        }
        log?.played(
            request.loggable(session),
            status: recording.response.status,
            bytes: recording.response.body.length
        )
    }
}

extension RecordedResponse {
    /// Status and fields, without those that are this connection's affair, which other tools may have recorded.
    var head: HTTPResponse {
        let fields =
            headerFields.contains(where: \.isOfConnection) ? headerFields.filter { !$0.isOfConnection } : headerFields
        return HTTPResponse(status: HTTPResponse.Status(code: status), headerFields: fields)
    }

    /// Whether the body is an event stream.
    var isEventStream: Bool {
        headerFields[.contentType].map { FieldParameters($0).value == "text/event-stream" } ?? false
    }

    /// Whether the response is at hand and needs neither pieces nor breaking off.
    var isInOnePiece: Bool {
        if case .bytes = body { chunks.isEmpty && outcome == .complete } else { false }
    }
}

extension HTTPField {
    /// Whether the field concerns one connection only.
    ///
    /// Looked at for every field of every answer, so by length first.
    fileprivate var isOfConnection: Bool {
        let name = name.canonicalName
        return switch name.utf8.count {
        case 2, 7, 10, 16...19, 25: HeaderPolicy.connectionFields.contains(name)
        default: false
        }
    }
}
