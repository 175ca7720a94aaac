// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
package import TapedeckCore

/// The text form of cassettes: JSON lines, one interaction on a line, members always in one order.
///
/// The same interaction always gives the same bytes, and the bytes give the same interaction. A body is a JSON document
/// where that is exact to the byte, else text, else base64. One over ``segmentSize`` goes before its interaction, in
/// lines of up to that size, so that no line is ever long.
package enum CassetteText {
    /// The version of the form.
    package static let version = 1
    /// The largest body that stands in the line of its interaction, and the largest piece of a larger one, in bytes.
    package static let segmentSize = 1 << 20
    /// The longest line that is read, in bytes; what is written stays well below.
    package static let lineLimit = 16 << 20

    /// The beginnings of a first line: its members have one order.
    private static let beginnings = ["tapedeck_cassette", "session", "recorded_at", "piece"].map {
        Array("{\"\($0)\"".utf8)
    }

    /// Tells whether a file is a cassette in the text form.
    /// - Parameter bytes: The first bytes of the file, at least 32 if it has as many.
    /// - Returns: Whether they begin one.
    package static func begins(_ bytes: some Collection<UInt8>) -> Bool {
        beginnings.contains { bytes.starts(with: $0) }
    }

    /// Reads a part of a body that its store keeps.
    package typealias BodyReading = (BodyReference, Range<Int>) throws -> [UInt8]

    /// Writes an interaction as one line, after those of the pieces of its large bodies.
    /// - Parameters:
    ///   - interaction: The interaction.
    ///   - read: Reads parts of stored bodies, each of ``segmentSize`` bytes at most.
    ///   - write: Takes each line with its line end, in order.
    /// - Throws: What `read` and `write` throw.
    package static func write(
        _ interaction: Interaction,
        reading read: BodyReading,
        to write: ([UInt8]) throws -> Void
    ) throws {
        let (request, response) = (interaction.request, interaction.response)
        let sent = try body(request.body, of: .request, reading: read, to: write)
        let received = try body(response.body, of: .response, reading: read, to: write)
        var members: [JSONMember] = []
        if !interaction.session.isEmpty { members.add("session", .string(interaction.session)) }
        members.add("recorded_at", .integer(interaction.recordedAt))
        members.add("request", document(request, body: sent))
        members.add("response", document(response, body: received))
        try write(line(.object(members)))
    }

    /// The lines of an interaction as text, for one whose bodies fit into memory.
    /// - Parameters:
    ///   - interaction: The interaction.
    ///   - read: Reads parts of stored bodies.
    /// - Returns: The lines, each with its line end.
    /// - Throws: What `read` throws.
    package static func lines(of interaction: Interaction, reading read: BodyReading) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try write(interaction, reading: read) { bytes += $0 }
        return bytes
    }

    private static func document(_ request: RecordedRequest, body: JSONValue?) -> JSONValue {
        var members: [JSONMember] = []
        members.add("method", .string(request.method.rawValue))
        members.add("path", .string(request.path))
        if let query = request.query { members.add("query", .string(query)) }
        members.add("headers", CassetteTextFields.json(request.headerFields))
        if let body { members.add("body", body) }
        return .object(members)
    }

    private static func document(_ response: RecordedResponse, body: JSONValue?) -> JSONValue {
        var members: [JSONMember] = []
        members.add("status", .integer(response.status))
        members.add("headers", CassetteTextFields.json(response.headerFields))
        if let body { members.add("body", body) }
        if !response.chunks.isEmpty { members.add("chunks", CassetteTextChunks.json(response.chunks)) }
        members.add("first_byte", .integer(response.timeToFirstByte))
        members.add("duration", .integer(response.duration))
        if response.outcome != .complete { members.add("outcome", .string(response.outcome.rawValue)) }
        return .object(members)
    }

    /// What stands for a body in the line of its interaction; the pieces of a large one are written at once.
    private static func body(
        _ body: RecordedBody,
        of side: BodyPiece.Side,
        reading read: BodyReading,
        to write: ([UInt8]) throws -> Void
    ) throws -> JSONValue? {
        guard body.length > 0 else { return nil }
        guard body.length > segmentSize else {
            return CassetteTextBody.json(try body.bytes(in: 0..<body.length, reading: read), isWhole: true)
        }
        var start = 0
        while start < body.length {
            let end = min(start + segmentSize, body.length)
            var piece = try body.bytes(in: start..<end, reading: read)
            // A character that the end cuts goes into the next piece, so that text stays text.
            if end < body.length { piece.removeLast(piece.incompleteSuffix) }
            start += piece.count
            try write(
                line(["piece": .string(side.rawValue), "body": CassetteTextBody.json(piece, isWhole: false)])
            )
        }
        return ["pieces": .integer(body.length)]
    }

    private static func line(_ document: JSONValue) -> [UInt8] {
        Array(document.text().utf8) + [UInt8(ascii: "\n")]
    }
}

extension RecordedBody {
    /// A part of the body.
    func bytes(in range: Range<Int>, reading read: CassetteText.BodyReading) throws -> [UInt8] {
        switch self {
        case .bytes(let bytes): range == 0..<bytes.count ? bytes : Array(bytes[range])
        case .stored(let reference): try read(reference, range)
        }
    }
}

extension [JSONMember] {
    mutating func add(_ name: String, _ value: JSONValue) {
        append(JSONMember(name: name, value: value))
    }
}
