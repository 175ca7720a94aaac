// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCassettes
import TapedeckCore
import TapedeckInterchange

/// An interaction as JSON: the text form of cassettes with its number.
struct InteractionDocument {
    let json: JSONValue

    /// A body over a mebibyte is described and not spelled out.
    init(_ stored: StoredInteraction, from cassette: Cassette) {
        var members = [JSONMember(name: "id", value: .integer(stored.id))]
        if case .object(let own) = Self.canonical(stored.interaction, from: cassette) { members += own }
        json = .object(members)
    }

    /// The interaction in the text form.
    static func canonical(_ interaction: Interaction, from cassette: Cassette) -> JSONValue {
        var small = interaction
        small.request.body = described(interaction.request.body)
        small.response.body = described(interaction.response.body)
        // The chunks of a body that is described do not cover the description.
        if case .stored = interaction.response.body { small.response.chunks = [] }
        let line = try? CassetteText.lines(of: small) { _, _ in [] }
        return line.flatMap { try? JSONValue(parsing: $0) } ?? .null
    }

    private static func described(_ body: RecordedBody) -> RecordedBody {
        guard body.length > CassetteText.segmentSize else { return body }
        return .bytes(Array("(\(counted(body.length, "byte")))".utf8))
    }
}
