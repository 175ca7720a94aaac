// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import TapedeckCore

/// The cassette of a server that has none: nothing is on it, and nothing can be put on it.
public struct EmptyCassette: CassetteStore {
    /// What people call it.
    public let name = "(none)"
    /// The default rules.
    public let matchingRules = MatchingRules.strict
    /// The built-in rules.
    public let redactionRules = RedactionRules.builtIn

    /// Creates a cassette without anything on it.
    public init() {}

    /// None, so 0.
    public func lastID() -> InteractionID { 0 }
    /// None, so 0.
    public func count(in scope: RecordingScope) -> Int { 0 }
    /// None.
    public func first(_ fingerprint: Fingerprint, in scope: RecordingScope, after id: InteractionID) -> Recording? {
        nil
    }
    /// None.
    public func last(_ fingerprint: Fingerprint, in scope: RecordingScope) -> Recording? { nil }
    /// None.
    public func ids(_ fingerprint: Fingerprint, in scope: RecordingScope) -> [InteractionID] { [] }
    /// None.
    public func candidates(method: String, path: String, in scope: RecordingScope, limit: Int) -> [InteractionID] { [] }
    /// None.
    public func ids(in scope: RecordingScope, limit: Int, where accepts: (InteractionID) -> Bool) -> [InteractionID] {
        []
    }
    /// None.
    public func interactions(after id: InteractionID, limit: Int) -> [StoredInteraction] { [] }

    /// Throws, since there is no interaction.
    public func request(of id: InteractionID) throws -> RecordedRequest { throw absent }
    /// Throws, since there is no body.
    public func read(_ reference: BodyReference, range: Range<Int>) throws -> [UInt8] { throw absent }
    /// Throws, since nothing can be recorded.
    public func makeBodyWriter() throws -> any BodyWriter { throw absent }
    /// Throws, since nothing can be recorded.
    public func append(
        _ interaction: Interaction,
        fingerprint: Fingerprint,
        replacingUpTo bound: InteractionID?
    ) async throws -> InteractionID {
        throw absent
    }

    private var absent: CassetteError {
        CassetteError(code: .invalidArgument, message: "This server has no cassette; give one with --cassette FILE.")
    }
}
