// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// One request to the upstream with its response, from sending it to recording both.
struct Exchange: Sendable {
    let recorder: RecordingResponder
    var request: RequestContext
    /// Called once, with what goes to the client.
    let answer: @Sendable (ServedResponse) -> Void

    mutating func run() async throws {
        let session = recorder.session
        let redactor = request.redactor(in: session)
        let started = ContinuousClock.now
        let recordedAt = WallClock.now
        let sending = try RequestCapture(
            request: request,
            rules: session.store.matchingRules,
            redactor: redactor,
            writer: try session.store.makeBodyWriter()
        )
        let response: UpstreamResponse
        do {
            response = try await recorder.upstream.send(request.head, body: try await sending.watch(request.body.body))
        } catch let error as UpstreamError {
            session.statistics.update { $0.failed += 1 }
            recorder.log.failed(request.loggable(session), reason: error.text(for: .commandLine))
            return answer(ErrorEnvelope.upstream(error).response)
        }
        var relay = ResponseRelay(response: response, method: request.target.method, answer: answer)
        var capture = ResponseCapture(
            contentType: response.head.headerFields[.contentType],
            redactor: redactor,
            writer: try session.store.makeBodyWriter()
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
        let duration = started.duration(to: .now)
        let keeps = recorder.policy.keeps(status: response.head.status.code)
        var failure: (any Error)?
        if breakOff != nil, Task.isCancelled {
            // Neither complete nor broken off by the upstream, so a recording would be wrong.
            failure = StoppedEarly()
        } else if keeps {
            do {
                try await record(
                    response,
                    sent: sending,
                    capture: &capture,
                    redactor: redactor,
                    recordedAt: recordedAt,
                    duration: duration,
                    outcome: breakOff == nil ? .complete : .truncated
                )
            } catch {
                failure = error
            }
        }
        count(response, capture: &capture, duration: duration, isKept: keeps, breakOff: breakOff, failure: failure)
        // The client gets the rest only now; a response that was stopped stays incomplete.
        if failure is StoppedEarly {
            relay.abandon(StoppedEarly())
        } else {
            await relay.finish(throwing: breakOff)
        }
    }

    private mutating func record(
        _ response: UpstreamResponse,
        sent sending: RequestCapture,
        capture: inout ResponseCapture,
        redactor: Redactor,
        recordedAt: Int64,
        duration: Duration,
        outcome: Outcome
    ) async throws {
        let session = recorder.session
        let target = request.target
        let sent = try await sending.finish()
        let received = try await capture.finish()
        // Made earlier if a responder before this one matched the request, else from the body that was sent.
        let identity =
            request.identity ?? sent.canonical.map { request.identify($0, redactor: redactor, in: session) }
        guard let identity else { preconditionFailure("A request is canonicalised before or while it is sent") }
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
                body: sent.recorded
            ),
            response: RecordedResponse(
                status: response.head.status.code,
                headerFields: KeptHeaders.recorded(
                    response: response.head.headerFields,
                    to: target.method,
                    isDecoded: false,
                    redactor: redactor
                ),
                body: received.body,
                chunks: received.chunks,
                timeToFirstByte: response.timeToFirstByte.microseconds,
                duration: duration.microseconds,
                outcome: outcome
            )
        )
        if let variable = session.secrets.variable(in: interaction) { throw SecretLeft(variable: variable) }
        _ = try await session.store.append(
            interaction,
            fingerprint: identity.fingerprint,
            replacingUpTo: session.mode == .all ? session.scopes[0].upTo : nil
        )
    }

    private mutating func count(
        _ response: UpstreamResponse,
        capture: inout ResponseCapture,
        duration: Duration,
        isKept: Bool,
        breakOff: (any Error)?,
        failure: (any Error)?
    ) {
        let tokens = capture.tokens()
        let length = capture.length
        let isLost = failure != nil && !(failure is StoppedEarly)
        var notes: [String] = []
        if let breakOff, !(failure is StoppedEarly) { notes.append("BROKE OFF: \(breakOff.text(for: .commandLine))") }
        if let failure {
            notes.append("NOT RECORDED: \(failure.text(for: .commandLine))")
        } else if !isKept {
            notes.append("not recorded (\(Remedy.recordErrors.clause(for: .commandLine)))")
        }
        recorder.budget.spend(tokens: tokens ?? 0)
        recorder.session.statistics.update { counts in
            counts.recorded += isKept && failure == nil ? 1 : 0
            counts.passed += isKept && failure == nil ? 0 : 1
            counts.brokenOff += breakOff != nil ? 1 : 0
            counts.lost += isLost ? 1 : 0
            counts.tokens += tokens ?? 0
            counts.bytes += length
        }
        recorder.log.answered(
            request.loggable(recorder.session),
            status: response.head.status.code,
            bytes: length,
            duration: duration,
            tokens: tokens,
            note: notes.isEmpty ? nil : notes.joined(separator: "; "),
            isFailure: isLost
        )
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
