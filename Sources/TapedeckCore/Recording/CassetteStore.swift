// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The number of an interaction in its cassette: later recordings have higher numbers.
package typealias InteractionID = Int64

/// An interaction with its number in the cassette, which a new one has only once it is committed.
package struct StoredInteraction: Sendable, Hashable {
    /// The number in the cassette.
    package let id: InteractionID
    /// The recorded interaction.
    package let interaction: Interaction

    /// Creates a pair.
    package init(id: InteractionID, interaction: Interaction) {
        self.id = id
        self.interaction = interaction
    }
}

/// A recorded response, with the number of its interaction.
package struct StoredResponse: Sendable, Hashable {
    /// The number of the interaction in the cassette.
    package let id: InteractionID
    /// The recorded response.
    package let response: RecordedResponse
    /// Whether this is the last recording of its request.
    package let isLast: Bool

    /// Creates a stored response.
    package init(id: InteractionID, response: RecordedResponse, isLast: Bool) {
        self.id = id
        self.response = response
        self.isLast = isLast
    }
}

/// The recordings of a request to consider: those of some sessions, up to a number.
package struct RecordingScope: Sendable, Hashable {
    /// The sessions whose recordings count.
    package var sessions: SessionFilter
    /// The highest number that counts; what is recorded later is not played in the same run.
    package var upTo: InteractionID

    /// Creates a scope.
    package init(sessions: SessionFilter = .any, upTo: InteractionID = .max) {
        self.sessions = sessions
        self.upTo = upTo
    }
}

/// The recordings of a cassette that a session plays.
package enum SessionFilter: Sendable, Hashable {
    /// The prefix of the labels of sessions with an upstream of their own.
    package static let upstreamPrefix = "upstream:"

    /// Every recording.
    case any
    /// Every recording of the server's upstream: what the default session plays.
    case shared
    /// The recordings of one session label; the empty label is the default session's.
    case label(String)

    /// What a session plays: for each request, the recordings of the first filter that has any.
    ///
    /// A named session also plays the default session's recordings, for requests it has none of.
    package static func of(session name: String) -> [SessionFilter] {
        if name.isEmpty { return [.shared] }
        return name.hasPrefix(upstreamPrefix) ? [.label(name)] : [.label(name), .label("")]
    }
}

/// A cassette: recordings that can be looked up by fingerprint, and added to.
///
/// Look-ups are short and indexed, so they are synchronous; they throw ``CassetteError`` when the cassette is damaged.
package protocol CassetteStore: Sendable {
    /// The name of the cassette for people: its path, or another name.
    var name: String { get }
    /// The base URL its recordings come from, if it is known.
    var upstream: String? { get }
    /// The rules its fingerprints were made with.
    var matchingRules: MatchingRules { get }
    /// The rules its contents were redacted with.
    var redactionRules: RedactionRules { get }

    /// The number of the last interaction, 0 when there is none.
    func lastID() throws -> InteractionID
    /// The number of recordings in a scope.
    func count(in scope: RecordingScope) throws -> Int
    /// The first recording of a fingerprint whose number is higher than `id`.
    func first(_ fingerprint: Fingerprint, in scope: RecordingScope, after id: InteractionID) throws -> StoredResponse?
    /// The last recording of a fingerprint.
    func last(_ fingerprint: Fingerprint, in scope: RecordingScope) throws -> StoredResponse?
    /// The numbers of all recordings of a fingerprint, in order.
    func ids(_ fingerprint: Fingerprint, in scope: RecordingScope) throws -> [InteractionID]
    /// The numbers of recordings a request can be compared with when nothing matches it: those of the same path, the
    /// same method first; if there are none, those of the same method. At most `limit`, in recorded order.
    func candidates(method: String, path: String, in scope: RecordingScope, limit: Int) throws -> [InteractionID]
    /// The first `limit` numbers in a scope that are accepted, in order.
    func ids(in scope: RecordingScope, limit: Int, where accepts: (InteractionID) -> Bool) throws -> [InteractionID]
    /// Method and target of an interaction, without its body.
    func requestLine(of id: InteractionID) throws -> String
    /// The session an interaction was recorded in; empty for the default one.
    func session(of id: InteractionID) throws -> String
    /// The request of an interaction.
    func request(of id: InteractionID) throws -> RecordedRequest
    /// Up to `limit` interactions whose number is higher than `id`, in recorded order.
    func interactions(after id: InteractionID, limit: Int) throws -> [StoredInteraction]

    /// Reads a part of a stored body.
    /// - Parameters:
    ///   - reference: A reference this store made.
    ///   - range: The bytes wanted, within the body.
    /// - Returns: Exactly those bytes.
    /// - Throws: ``CassetteError`` when the body is damaged.
    func read(_ reference: BodyReference, range: Range<Int>) throws -> [UInt8]

    /// Starts a body that may be too large for memory.
    func makeBodyWriter() throws -> any BodyWriter
    /// Adds an interaction and returns once it is committed.
    /// - Parameters:
    ///   - interaction: What was recorded, already redacted.
    ///   - fingerprint: The fingerprint of its request.
    ///   - bound: When given, earlier recordings of the same fingerprint and session with numbers up to this one are
    ///     removed in the same commit (record mode `all`).
    /// - Returns: The number of the new interaction.
    /// - Throws: ``CassetteError`` when it could not be committed.
    func append(
        _ interaction: Interaction,
        fingerprint: Fingerprint,
        replacingUpTo bound: InteractionID?
    ) async throws -> InteractionID
    /// Adds an interaction, without a task that waits until it is committed.
    /// - Parameters:
    ///   - make: Makes the interaction when its turn comes, and again if another commit with it fails.
    ///   - completion: Called once, from any thread, with the error that kept it from being committed.
    func append(
        _ make: @escaping @Sendable () throws -> NewInteraction,
        completion: @escaping @Sendable ((any Error)?) -> Void
    )
    /// Removes the interactions of a session with numbers up to one, and returns once that is committed.
    /// - Parameters:
    ///   - session: The label of the session.
    ///   - bound: The highest number to remove.
    /// - Returns: The number of interactions removed.
    /// - Throws: ``CassetteError`` when it could not be committed.
    func removeRecordings(of session: String, upTo bound: InteractionID) async throws -> Int

    /// Closes what nobody uses, such as idle connections; they are opened again when needed.
    func rest()
}

/// An interaction on its way into a cassette.
package struct NewInteraction: Sendable {
    /// What was recorded, already redacted.
    package let interaction: Interaction
    /// The fingerprint of its request.
    package let fingerprint: Fingerprint
    /// When given, earlier recordings of the same fingerprint and session with numbers up to this one are removed.
    package let bound: InteractionID?

    /// Creates a new interaction.
    package init(_ interaction: Interaction, fingerprint: Fingerprint, replacingUpTo bound: InteractionID?) {
        self.interaction = interaction
        self.fingerprint = fingerprint
        self.bound = bound
    }
}

extension CassetteStore {
    /// Adds an interaction in a task of its own.
    package func append(
        _ make: @escaping @Sendable () throws -> NewInteraction,
        completion: @escaping @Sendable ((any Error)?) -> Void
    ) {
        Task {
            do {
                let new = try make()
                _ = try await append(new.interaction, fingerprint: new.fingerprint, replacingUpTo: new.bound)
                completion(nil)
            } catch {
                completion(error)
            }
        }
    }

    /// No upstream is known.
    package var upstream: String? { nil }

    /// Does nothing.
    package func rest() {}

    /// The session an interaction was recorded in.
    package func session(of id: InteractionID) throws -> String {
        try interactions(after: id - 1, limit: 1).first?.interaction.session ?? ""
    }

    /// Method and target of an interaction.
    package func requestLine(of id: InteractionID) throws -> String { try request(of: id).requestLine }
}

/// Takes the bytes of one body into a store.
package protocol BodyWriter: Sendable {
    /// Adds bytes; suspends while the store cannot keep up.
    func write(_ bytes: ArraySlice<UInt8>) async throws
    /// Ends the body. What is written but never referred to by an interaction does not stay in the cassette.
    func finish() async throws -> RecordedBody
}
