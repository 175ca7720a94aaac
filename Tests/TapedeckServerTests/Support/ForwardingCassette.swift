// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport

/// A cassette of a test that does what another one does, but for what it does itself.
protocol ForwardingCassette: CassetteStore {
    var base: InMemoryCassette { get }
}

extension ForwardingCassette {
    var name: String { base.name }
    var matchingRules: MatchingRules { base.matchingRules }
    var redactionRules: RedactionRules { base.redactionRules }

    func lastID() -> InteractionID { base.lastID() }

    func count(in scope: RecordingScope) -> Int { base.count(in: scope) }

    func first(_ fingerprint: Fingerprint, in scope: RecordingScope, after id: InteractionID) -> StoredResponse? {
        base.first(fingerprint, in: scope, after: id)
    }

    func last(_ fingerprint: Fingerprint, in scope: RecordingScope) -> StoredResponse? {
        base.last(fingerprint, in: scope)
    }

    func ids(_ fingerprint: Fingerprint, in scope: RecordingScope) -> [InteractionID] {
        base.ids(fingerprint, in: scope)
    }

    func candidates(method: String, path: String, in scope: RecordingScope, limit: Int) -> [InteractionID] {
        base.candidates(method: method, path: path, in: scope, limit: limit)
    }

    func ids(in scope: RecordingScope, limit: Int, where accepts: (InteractionID) -> Bool) -> [InteractionID] {
        base.ids(in: scope, limit: limit, where: accepts)
    }

    func request(of id: InteractionID) throws -> RecordedRequest { try base.request(of: id) }

    func interactions(after id: InteractionID, limit: Int) -> [StoredInteraction] {
        base.interactions(after: id, limit: limit)
    }

    func read(_ reference: BodyReference, range: Range<Int>) throws -> [UInt8] {
        try base.read(reference, range: range)
    }

    func makeBodyWriter() -> any BodyWriter { base.makeBodyWriter() }

    func append(
        _ interaction: Interaction,
        fingerprint: Fingerprint,
        replacingUpTo bound: InteractionID?
    ) async throws -> InteractionID {
        try await base.append(interaction, fingerprint: fingerprint, replacingUpTo: bound)
    }

    func removeRecordings(of session: String, upTo bound: InteractionID) async throws -> Int {
        try await base.removeRecordings(of: session, upTo: bound)
    }
}
