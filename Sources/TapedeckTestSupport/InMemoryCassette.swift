// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
package import TapedeckCore

/// A cassette in memory, for tests of what works on any store.
package final class InMemoryCassette: CassetteStore {
    private struct Row: Sendable {
        let id: InteractionID
        let fingerprint: Fingerprint
        let interaction: Interaction
    }

    private struct State: Sendable {
        var rows: [Row] = []
        var lastID: InteractionID = 0
        var bodies: [Int64: [UInt8]] = [:]
        var failure: CassetteError?
    }

    package let name: String
    package let matchingRules: MatchingRules
    package let redactionRules: RedactionRules
    /// The largest body, in bytes, that a recording holds itself.
    private let bodyLimit: Int
    private let state = Mutex(State())

    /// Creates an empty cassette.
    package init(
        name: String = "memory",
        matchingRules: MatchingRules = .strict,
        redactionRules: RedactionRules = .builtIn,
        bodyLimit: Int = 1 << 20
    ) {
        self.name = name
        self.matchingRules = matchingRules
        self.redactionRules = redactionRules
        self.bodyLimit = bodyLimit
    }

    /// Makes every write from now on fail, as on a full disk; `nil` lets them succeed again.
    package func failWrites(with error: CassetteError?) {
        state.withLock { $0.failure = error }
    }

    /// Every interaction, in recorded order.
    package var interactions: [Interaction] { state.withLock { $0.rows.map(\.interaction) } }

    // MARK: - Reading

    package func lastID() -> InteractionID {
        state.withLock { $0.rows.last?.id ?? 0 }
    }

    package func count(in scope: RecordingScope) -> Int {
        rows(in: scope).count
    }

    package func first(_ fingerprint: Fingerprint, in scope: RecordingScope, after id: InteractionID) -> StoredResponse?
    {
        let rows = rows(in: scope).filter { $0.fingerprint == fingerprint && $0.id > id }
        return rows.first.map { StoredResponse(id: $0.id, response: $0.interaction.response, isLast: rows.count == 1) }
    }

    package func last(_ fingerprint: Fingerprint, in scope: RecordingScope) -> StoredResponse? {
        rows(in: scope).last { $0.fingerprint == fingerprint }
            .map { StoredResponse(id: $0.id, response: $0.interaction.response, isLast: true) }
    }

    package func ids(_ fingerprint: Fingerprint, in scope: RecordingScope) -> [InteractionID] {
        rows(in: scope).filter { $0.fingerprint == fingerprint }.map(\.id)
    }

    package func candidates(
        method: String,
        path: String,
        in scope: RecordingScope,
        limit: Int
    ) -> [InteractionID] {
        let rows = rows(in: scope)
        let samePath = rows.filter { $0.interaction.request.path == path }
        let isSameMethod: (Row) -> Bool = { $0.interaction.request.method.rawValue == method }
        let found =
            samePath.isEmpty
            ? rows.filter(isSameMethod) : samePath.filter(isSameMethod) + samePath.filter { !isSameMethod($0) }
        return found.prefix(limit).map(\.id)
    }

    package func ids(
        in scope: RecordingScope,
        limit: Int,
        where accepts: (InteractionID) -> Bool
    ) -> [InteractionID] {
        Array(rows(in: scope).lazy.map(\.id).filter(accepts).prefix(limit))
    }

    package func request(of id: InteractionID) throws -> RecordedRequest {
        guard let row = rows(in: RecordingScope()).first(where: { $0.id == id }) else {
            throw CassetteError(code: .damaged, message: "The cassette \(name) has no interaction \(id).")
        }
        return row.interaction.request
    }

    package func interactions(after id: InteractionID, limit: Int) -> [StoredInteraction] {
        rows(in: RecordingScope()).filter { $0.id > id }.prefix(limit)
            .map { StoredInteraction(id: $0.id, interaction: $0.interaction) }
    }

    package func read(_ reference: BodyReference, range: Range<Int>) throws -> [UInt8] {
        let body = state.withLock { $0.bodies[reference.id] ?? [] }
        guard range.lowerBound >= 0, range.upperBound <= body.count else {
            throw CassetteError(code: .damaged, message: "The cassette \(name) has a body that is too short.")
        }
        return Array(body[range])
    }

    private func rows(in scope: RecordingScope) -> [Row] {
        state.withLock(\.rows).filter { row in
            guard row.id <= scope.upTo else { return false }
            return switch scope.sessions {
            case .any: true
            case .shared: !row.interaction.session.hasPrefix(SessionFilter.upstreamPrefix)
            case .label(let label): row.interaction.session == label
            }
        }
    }

    // MARK: - Writing

    package func makeBodyWriter() -> any BodyWriter {
        Writer(cassette: self)
    }

    package func append(
        _ interaction: Interaction,
        fingerprint: Fingerprint,
        replacingUpTo bound: InteractionID?
    ) async throws -> InteractionID {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            if let bound {
                state.rows.removeAll {
                    $0.id <= bound && $0.fingerprint == fingerprint && $0.interaction.session == interaction.session
                }
            }
            state.lastID += 1
            state.rows.append(Row(id: state.lastID, fingerprint: fingerprint, interaction: interaction))
            return state.lastID
        }
    }

    package func removeRecordings(of session: String, upTo bound: InteractionID) async throws -> Int {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            let count = state.rows.count
            state.rows.removeAll { $0.id <= bound && $0.interaction.session == session }
            return count - state.rows.count
        }
    }

    private actor Writer: BodyWriter {
        private let cassette: InMemoryCassette
        private var bytes: [UInt8] = []

        init(cassette: InMemoryCassette) {
            self.cassette = cassette
        }

        func write(_ bytes: ArraySlice<UInt8>) async throws {
            if let failure = cassette.state.withLock(\.failure) { throw failure }
            self.bytes += bytes
        }

        func finish() async throws -> RecordedBody {
            guard bytes.count > cassette.bodyLimit else { return .bytes(bytes) }
            return cassette.state.withLock { state in
                let id = Int64(state.bodies.count + 1)
                state.bodies[id] = bytes
                return .stored(BodyReference(id: id, length: bytes.count))
            }
        }
    }
}
