// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// One request to the upstream with its response, from sending it to recording both.
struct Exchange: Sendable {
    /// Ends the request body and returns its canonical form, unless the request has a key already, and its recorded form.
    typealias SentBody = @Sendable () async throws -> (canonical: CanonicalBody?, recorded: RecordedBody)

    let recorder: RecordingResponder
    var request: RequestContext
    let redactor: Redactor
    private let started = ContinuousClock.now
    private let recordedAt = WallClock.now

    init(recorder: RecordingResponder, request: RequestContext) {
        var request = request
        self.recorder = recorder
        self.redactor = request.redactor(in: recorder.session)
        self.request = request
    }

    /// Sends the request and relays the response.
    /// - Parameter answer: Called once, with what goes to the client.
    /// - Throws: What the request body throws, `CassetteError`, and `CancellationError`.
    func run(answer: @escaping @Sendable (ServedResponse) -> Void) async throws {
        let sending = try RequestCapture(
            request: request,
            rules: recorder.session.store.matchingRules,
            redactor: redactor,
            writer: try recorder.session.store.makeBodyWriter()
        )
        let response: UpstreamResponse
        do {
            response = try await recorder.upstream.send(request.head, body: try await sending.watch(request.body.body))
        } catch let error as UpstreamError {
            return answer(failed(error))
        }
        try await relay(response, sent: { try await sending.finish() }, answer: answer)
    }

    /// Relays a response that has begun.
    func relay(
        _ response: UpstreamResponse,
        sent: SentBody,
        answer: @escaping @Sendable (ServedResponse) -> Void
    ) async throws {
        var relay = ResponseRelay(response: response, method: request.target.method, answer: answer)
        var capture = ResponseCapture(
            contentType: response.head.headerFields[.contentType],
            redactor: redactor,
            writer: try recorder.session.store.makeBodyWriter()
        )
        var breakOff: (any Error)?
        do {
            for try await chunk in response.chunks {
                await capture.take(chunk)
                await relay.send(chunk)
            }
        } catch {
            breakOff = error
        }
        let duration = elapsed
        var failure: (any Error)?
        if breakOff != nil, Task.isCancelled {
            // Neither complete nor broken off by the upstream, so a recording would be wrong.
            failure = StoppedEarly()
        } else if recorder.policy.keeps(status: response.head.status.code) {
            do {
                let new = try await interaction(
                    response,
                    sent: sent,
                    capture: &capture,
                    duration: duration,
                    outcome: breakOff == nil ? .complete : .truncated
                )
                _ = try await recorder.session.store.append(
                    new.interaction,
                    fingerprint: new.fingerprint,
                    replacingUpTo: new.bound
                )
            } catch {
                failure = error
            }
        }
        count(
            Ending(
                status: response.head.status.code,
                length: capture.length,
                tokens: capture.tokens(),
                duration: duration,
                breakOff: breakOff,
                failure: failure
            )
        )
        // The client gets the rest only now; a response that was stopped stays incomplete.
        if failure is StoppedEarly {
            relay.abandon(StoppedEarly())
        } else {
            await relay.finish(throwing: breakOff)
        }
    }

    private func interaction(
        _ response: UpstreamResponse,
        sent: SentBody,
        capture: inout ResponseCapture,
        duration: Duration,
        outcome: Outcome
    ) async throws -> NewInteraction {
        let sent = try await sent()
        let received = try await capture.finish()
        var request = request
        // Made earlier if a responder before this one matched the request, else from the body that was sent.
        let identity =
            request.identity
            ?? sent.canonical.map { request.identify($0, redactor: redactor, in: recorder.session) }
        guard let identity else { preconditionFailure("A request is canonicalised before or while it is sent") }
        return try interaction(
            identity,
            sent: sent.recorded,
            RecordedResponse(
                status: response.head.status.code,
                headerFields: kept(response.head.headerFields),
                body: received.body,
                chunks: received.chunks,
                timeToFirstByte: response.timeToFirstByte.microseconds,
                duration: duration.microseconds,
                outcome: outcome
            )
        )
    }
}

// MARK: - What is recorded

extension Exchange {
    /// The time since the exchange began.
    var elapsed: Duration { started.duration(to: .now) }

    /// The fields of a response that the cassette keeps.
    func kept(_ fields: HTTPFields) -> HTTPFields {
        KeptHeaders.recorded(response: fields, to: request.target.method, isDecoded: false, redactor: redactor)
    }

    /// What goes into the cassette.
    /// - Throws: ``SecretLeft``.
    func interaction(
        _ identity: RequestIdentity,
        sent: RecordedBody,
        _ response: RecordedResponse
    ) throws -> NewInteraction {
        let session = recorder.session
        let target = request.target
        let interaction = Interaction(
            session: session.name,
            recordedAt: recordedAt,
            request: RecordedRequest(
                method: target.method,
                path: redactor.redact(path: target.path, as: .lengthClass),
                query: target.query.map { redactor.redact(query: $0, as: .lengthClass) },
                headerFields: KeptHeaders.recorded(
                    request.headerFields,
                    matched: session.store.matchingRules.matchedHeaders,
                    redactor: redactor
                ),
                body: sent
            ),
            response: response
        )
        if let variable = session.secrets.variable(in: interaction) { throw SecretLeft(variable: variable) }
        // Where nothing was recorded before, there is nothing to replace.
        let replaces = session.mode == .all && session.scopes[0].upTo > 0
        return NewInteraction(
            interaction,
            fingerprint: identity.fingerprint,
            replacingUpTo: replaces ? session.scopes[0].upTo : nil
        )
    }
}

// MARK: - What is counted

extension Exchange {
    /// How an exchange ended.
    struct Ending {
        let status: Int
        /// The number of bytes of the body.
        let length: Int
        /// The billed tokens, if the response states them.
        let tokens: Int?
        let duration: Duration
        /// The error that broke the response off.
        var breakOff: (any Error)?
        /// The error that kept the exchange out of the cassette.
        let failure: (any Error)?
    }

    /// Counts and logs a request that the upstream did not answer.
    /// - Returns: The response.
    func failed(_ error: UpstreamError) -> ServedResponse {
        recorder.session.statistics.update { $0.failed += 1 }
        let reason = error.text(for: .commandLine)
        recorder.log.failed(loggable, reason: reason)
        recorder.session.feed.note(.failed(loggable, reason, of: recorder.session, request.trace))
        return ErrorEnvelope.upstream(error).response
    }

    /// Counts and logs an exchange.
    func count(_ ending: Ending) {
        let isKept = recorder.policy.keeps(status: ending.status)
        let isLost = ending.failure != nil && !(ending.failure is StoppedEarly)
        var notes: [String] = []
        if let breakOff = ending.breakOff, !(ending.failure is StoppedEarly) {
            notes.append("BROKE OFF: \(breakOff.text(for: .commandLine))")
        }
        if let failure = ending.failure {
            notes.append("NOT RECORDED: \(failure.text(for: .commandLine))")
        } else if !isKept {
            notes.append("not recorded (\(Remedy.recordErrors.clause(for: .commandLine)))")
        }
        recorder.budget.spend(tokens: ending.tokens ?? 0)
        recorder.session.statistics.update { counts in
            counts.recorded += isKept && ending.failure == nil ? 1 : 0
            counts.passed += isKept && ending.failure == nil ? 0 : 1
            counts.brokenOff += ending.breakOff != nil ? 1 : 0
            counts.lost += isLost ? 1 : 0
            counts.tokens += ending.tokens ?? 0
            counts.bytes += ending.length
        }
        recorder.log.answered(
            loggable,
            status: ending.status,
            bytes: ending.length,
            duration: ending.duration,
            tokens: ending.tokens,
            note: notes.isEmpty ? nil : notes.joined(separator: "; "),
            isFailure: isLost
        )
        recorder.session.feed.note(event(of: ending, isRecorded: isKept && ending.failure == nil, notes))
    }

    /// The exchange as those see it who look.
    private func event(of ending: Ending, isRecorded: Bool, _ notes: [String]) -> ServedEvent {
        var event = ServedEvent(
            isRecorded ? .recorded : .passed,
            request,
            of: recorder.session,
            status: ending.status
        )
        event.recordedAt = isRecorded ? recordedAt : nil
        event.duration = ending.duration.microseconds
        event.tokens = ending.tokens
        event.note = notes.isEmpty ? nil : notes.joined(separator: "; ")
        return event
    }

    private var loggable: RequestLine {
        var request = request
        return request.loggable(recorder.session)
    }
}

/// The interaction contains a credential of the environment in a place that redaction does not cover.
struct SecretLeft: Error, CustomStringConvertible {
    let variable: String
    var description: String { "it would hold the value of the environment variable \(variable)" }
}

extension EnvironmentSecrets {
    /// The name of a variable whose value is left in the redacted interaction, apart from its bodies.
    fileprivate func variable(in interaction: Interaction) -> String? {
        guard !values.isEmpty else { return nil }
        let fields = Array(interaction.request.headerFields) + Array(interaction.response.headerFields)
        let texts =
            [interaction.session, interaction.request.requestLine] + fields.flatMap { [$0.name.rawName, $0.value] }
        return variable(in: texts.joined(separator: "\n"))
    }
}

/// The response was incomplete when the server had to stop.
struct StoppedEarly: Error, CustomStringConvertible {
    let description = "the server was stopped before the answer ended"
}
