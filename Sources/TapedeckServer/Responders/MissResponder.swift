// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Answers a miss: explains which recordings are nearest and what to do.
struct MissResponder: Responder {
    private let session: Session
    private let isOfTest: Bool
    private let report: @Sendable (Miss) -> Void

    /// Creates the responder.
    /// - Parameters:
    ///   - session: The session.
    ///   - isOfTest: Whether the session is a test's, on a server for a test suite.
    ///   - report: Called with every miss.
    init(session: Session, isOfTest: Bool = false, report: @escaping @Sendable (Miss) -> Void) {
        self.session = session
        self.isOfTest = isOfTest
        self.report = report
    }

    /// Answers 404 with the nearest recordings and the remedy.
    func respond(to request: inout RequestContext) async throws -> ServedResponse? {
        let miss = try await explain(&request)
        session.statistics.add(miss, try await request.identity(in: session).fingerprint)
        session.feed.note(.missed(miss).telling(request, of: session))
        report(miss)
        return ErrorEnvelope.miss(miss).response
    }

    private func explain(_ request: inout RequestContext) async throws -> Miss {
        let store = session.store
        let rules = store.matchingRules
        let redactor = request.redactor(in: session)
        let identity = try await request.identity(in: session)
        let hasCassette = !(store is EmptyCassette)
        let recordings = try session.recordings(of: identity.fingerprint).count
        let target = request.target
        var others: Set<String> = []
        var candidates: [(id: InteractionID, requestLine: String, key: RequestKey)] = []
        if recordings == 0 {
            for id in try store.ids(identity.fingerprint, in: RecordingScope(upTo: session.scopes[0].upTo)).prefix(100)
            {
                others.insert(SessionName.shown(try store.session(of: id)))
            }
            candidates = try store.comparable(
                to: target,
                in: RecordingScope(upTo: session.scopes[0].upTo),
                redactor: redactor
            )
        }
        return Miss(
            key: identity.key,
            requestLine: "\(target.method.rawValue) \(redactor.redact(path: target.path, as: .lengthClass))"
                + (target.query.map { "?" + redactor.redact(query: $0, as: .lengthClass) } ?? ""),
            reason: recordings > 0 ? .ranOut(recordings: recordings) : hasCassette ? .notRecorded : .noCassette,
            candidates: candidates,
            cassette: store.name,
            upstream: store.upstream,
            mode: session.mode,
            session: session.name,
            rules: rules,
            otherSessions: others,
            isOfTest: isOfTest
        )
    }
}
