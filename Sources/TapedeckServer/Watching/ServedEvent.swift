// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// A request that a server has answered, as the page shows it while requests come.
struct ServedEvent: Sendable {
    /// What became of a request.
    enum Outcome: String, Sendable, CaseIterable {
        /// A recording answered.
        case played
        /// The upstream answered, and the answer was recorded.
        case recorded
        /// The upstream answered, and the answer was not recorded.
        case passed
        /// The simulator answered.
        case simulated
        /// No recording matched.
        case missed
        /// The upstream did not answer, or a limit was reached.
        case failed
        /// The request reached no session.
        case refused
    }

    let outcome: Outcome
    /// The session; empty for the default one, `nil` where the request reached none.
    let session: String?
    /// Method and path, redacted.
    let requestLine: String
    /// The status code of the response, if it is known.
    var status: Int?
    /// The number of the interaction that was played.
    var id: InteractionID?
    /// When the recorded request arrived, as its interaction says: microseconds since 1970-01-01 UTC.
    var recordedAt: Int64?
    /// Microseconds from sending the request to the upstream to the end of the response.
    var duration: Int64?
    /// The billed tokens, if the response states them.
    var tokens: Int?
    /// What is unusual.
    var note: String?
    /// The model that the request names, where no interaction tells.
    var model: String?
    /// The beginning of the prompt, redacted, where no interaction tells.
    var prompt: String?
    /// The trace of the request, if a span is made of it.
    var trace: RequestTrace?

    /// Maximum number of bytes of a body that is read for its prompt.
    private static let readLimit = 64 << 10
}

extension ServedEvent {
    /// An event of a request to a session.
    init(_ outcome: Outcome, _ request: RequestContext, of session: Session, status: Int? = nil) {
        var request = request
        let line = request.loggable(session)
        self.init(
            outcome: outcome,
            session: session.name,
            requestLine: "\(line.method.rawValue) \(line.path)",
            status: status,
            trace: request.trace
        )
    }

    /// The event with the model and the prompt of a request whose body is in memory and small.
    func telling(_ request: RequestContext, of session: Session) -> ServedEvent {
        var event = self
        event.trace = request.trace
        guard session.feed.isRead, case .bytes(let bytes) = request.body, bytes.count <= Self.readLimit else {
            return event
        }
        var request = request
        let redactor = request.redactor(in: session)
        var scanner = JSONMemberScanner(names: PromptText.members)
        scanner.push(
            redactor.redact(bytes, as: .lengthClass, contentType: request.headerFields[.contentType])
        )
        event.model = scanner.values["model"]?.string
        event.prompt = PromptText.beginning(of: scanner.values)
        return event
    }

    private init(_ outcome: Outcome, _ target: RequestLine, of session: Session, status: Int? = nil) {
        self.init(
            outcome: outcome,
            session: session.name,
            requestLine: "\(target.method.rawValue) \(target.path)",
            status: status
        )
    }

    /// A recording was played.
    static func played(_ request: RequestContext, _ recording: StoredResponse, of session: Session) -> ServedEvent {
        var event = ServedEvent(.played, request, of: session, status: recording.response.status)
        event.id = recording.id
        return event
    }

    /// No recording matched.
    static func missed(_ miss: Miss) -> ServedEvent {
        ServedEvent(outcome: .missed, session: miss.session, requestLine: miss.requestLine, status: 404)
    }

    /// The upstream did not answer, or a limit was reached.
    /// - Parameters:
    ///   - target: The request as a log may show it.
    ///   - reason: Why.
    ///   - session: The session.
    ///   - trace: The trace of the request.
    /// - Returns: The event.
    static func failed(
        _ target: RequestLine,
        _ reason: String,
        of session: Session,
        _ trace: RequestTrace?
    ) -> ServedEvent {
        var event = ServedEvent(.failed, target, of: session)
        event.note = reason
        event.trace = trace
        return event
    }

    /// The upstream answered, and nothing was to be recorded.
    static func passed(
        _ target: RequestLine,
        status: Int,
        _ duration: Duration,
        tokens: Int?,
        of session: Session,
        _ trace: RequestTrace?
    ) -> ServedEvent {
        var event = ServedEvent(.passed, target, of: session, status: status)
        event.trace = trace
        event.duration = duration.microseconds
        event.tokens = tokens
        return event
    }

    /// The event as the page reads it.
    func json(number: Int, time: Int64) -> JSONValue {
        var members: [JSONMember] = [
            JSONMember(name: "number", value: .integer(number)), JSONMember(name: "time", value: .integer(time)),
            JSONMember(name: "outcome", value: .string(outcome.rawValue)),
            JSONMember(name: "request", value: .string(requestLine)),
        ]
        if let session { members.append(JSONMember(name: "session", value: .string(SessionName.shown(session)))) }
        let numbers: [(String, Int?)] = [
            ("status", status), ("id", id.map { Int($0) }), ("recorded_at", recordedAt.map { Int($0) }),
            ("duration", duration.map { Int($0) }), ("tokens", tokens),
        ]
        for case (let name, let number?) in numbers {
            members.append(JSONMember(name: name, value: .integer(number)))
        }
        for case (let name, let text?) in [("note", note), ("model", model), ("prompt", prompt)] {
            members.append(JSONMember(name: name, value: .string(text)))
        }
        return .object(members)
    }
}

extension EventFeed {
    /// Adds a request that reached no session.
    func noteRefusal(_ requestLine: String, _ status: HTTPResponse.Status, _ reason: String) {
        note(
            ServedEvent(
                outcome: .refused,
                session: nil,
                requestLine: requestLine,
                status: status.code,
                note: reason
            )
        )
    }
}
