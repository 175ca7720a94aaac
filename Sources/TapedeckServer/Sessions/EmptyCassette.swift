// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// An empty cassette that nothing can be recorded into, for a server without one.
package struct EmptyCassette: CassetteStore {
    /// The name for people.
    package let name = "(none)"
    /// The default rules.
    package let matchingRules = MatchingRules.strict
    /// The built-in rules.
    package let redactionRules = RedactionRules.builtIn

    /// Creates an empty cassette.
    package init() {}

    /// None, so 0.
    package func lastID() -> InteractionID { 0 }
    /// None, so 0.
    package func count(in scope: RecordingScope) -> Int { 0 }
    /// None.
    package func first(_ fingerprint: Fingerprint, in scope: RecordingScope, after id: InteractionID) -> StoredResponse?
    {
        nil
    }
    /// None.
    package func last(_ fingerprint: Fingerprint, in scope: RecordingScope) -> StoredResponse? { nil }
    /// None.
    package func ids(_ fingerprint: Fingerprint, in scope: RecordingScope) -> [InteractionID] { [] }
    /// None.
    package func candidates(method: String, path: String, in scope: RecordingScope, limit: Int) -> [InteractionID] {
        []
    }
    /// None.
    package func ids(in scope: RecordingScope, limit: Int, where accepts: (InteractionID) -> Bool) -> [InteractionID] {
        []
    }
    /// None.
    package func interactions(after id: InteractionID, limit: Int) -> [StoredInteraction] { [] }

    /// Throws, since there is no interaction.
    package func request(of id: InteractionID) throws -> RecordedRequest { throw absent }
    /// Throws, since there is no body.
    package func read(_ reference: BodyReference, range: Range<Int>) throws -> [UInt8] { throw absent }
    /// Throws, since nothing can be recorded.
    package func makeBodyWriter() throws -> any BodyWriter { throw absent }
    /// Throws, since nothing can be recorded.
    package func append(
        _ interaction: Interaction,
        fingerprint: Fingerprint,
        replacingUpTo bound: InteractionID?
    ) async throws -> InteractionID {
        throw absent
    }

    /// Throws, since nothing is recorded.
    package func removeRecordings(of session: String, upTo bound: InteractionID) async throws -> Int { throw absent }

    private var absent: CassetteError {
        CassetteError(code: .invalidArgument, message: "This server has no cassette", remedy: .addCassette)
    }
}
