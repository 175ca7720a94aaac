// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCassettes
import TapedeckCore
import TapedeckInterchange

/// Writes the interactions of one file into a cassette, many in one commit.
///
/// Nothing of a file is committed before it is read whole or its bodies are beyond ``wholeBytes``, so that a file that
/// turns out to be broken leaves nothing behind, unless it is a large one.
struct CassetteImport {
    /// The bytes of bodies that wait for the end of their file, and those of one commit after that.
    private static let wholeBytes = 32 << 20
    private static let commitBytes = 4 << 20
    /// The size of an interaction without its bodies.
    private static let overhead = 4 << 10

    private let cassette: Cassette
    private let redactor: Redactor
    private let session: String?
    private var batch: [(interaction: Interaction, fingerprint: Fingerprint)] = []
    private var batchBytes = 0
    private var writers: [BodyPiece.Side: any BodyWriter] = [:]
    /// The interactions that are in the cassette.
    private(set) var committed = 0

    /// Begins with a file.
    ///
    /// The session is the one all its interactions go into; nil when they keep their own.
    init(into cassette: Cassette, session: String?) throws {
        self.cassette = cassette
        self.session = session
        redactor = Redactor(rules: try CompiledRedaction(cassette.redactionRules))
    }

    /// Takes a piece of a large body, which goes to the disk at once.
    mutating func take(_ piece: BodyPiece) async throws {
        let writer = try writers[piece.side] ?? cassette.makeBodyWriter()
        writers[piece.side] = writer
        try await writer.write(piece.bytes[...])
    }

    /// Takes an interaction, some of whose bodies came in pieces.
    mutating func take(_ interaction: Interaction, pieced: Set<BodyPiece.Side>) async throws {
        var interaction = interaction
        if let session { interaction.session = session }
        if let writer = writers[.request] { interaction.request.body = try await writer.finish() }
        if let writer = writers[.response] { interaction.response.body = try await writer.finish() }
        writers = [:]
        let key = try interaction.request.key(rules: cassette.matchingRules, redactor: redactor, read: cassette.read)
        batch.append((interaction, key.fingerprint))
        batchBytes += Self.overhead
        for body in [interaction.request.body, interaction.response.body] {
            if case .bytes(let bytes) = body { batchBytes += bytes.count }
        }
        if batchBytes > (committed == 0 ? Self.wholeBytes : Self.commitBytes) { try await commit() }
    }

    /// Ends the file.
    mutating func finish() async throws {
        try await commit()
    }

    private mutating func commit() async throws {
        try await cassette.append(contentsOf: batch)
        committed += batch.count
        batch = []
        batchBytes = 0
    }
}
