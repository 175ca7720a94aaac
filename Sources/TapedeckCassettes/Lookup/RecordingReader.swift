// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import TapedeckCore

/// Reads what was recorded: with one statement for the recording, one for its body and one for its chunks.
///
/// The first one is not reset while the others run, so that all see one state of the file without a transaction.
struct RecordingReader<Source: LookupSource> {
    let source: Source

    /// A recording of a fingerprint, with its response.
    func recording(_ place: RecordingPlace, of fingerprint: Fingerprint, in scope: RecordingScope) throws
        -> StoredResponse?
    {
        let row = try source.prepared(LookupQuery(place, in: scope.sessions))
        defer { row.reset() }
        try row.bind(fingerprint, at: 1)
        if case .first(let id) = place { try row.bind(id, at: 2) } else { try row.bind(0, at: 2) }
        try row.bind(scope.upTo, at: 3)
        if case .label(let label) = scope.sessions { try row.bind(label, at: 4) }
        guard try row.step() else { return nil }
        guard let id = row.number(0) else { throw DamagedRow("an interaction has no number") }
        let response = try response(row, of: id)
        // The last place has one row, the others a second one if another recording follows.
        return StoredResponse(id: id, response: response, isLast: try !row.step())
    }

    /// The response of an interaction that is there.
    func response(of id: InteractionID) throws -> RecordedResponse {
        let row = try source.prepared(.interaction)
        defer { row.reset() }
        try row.bind(id, at: 1)
        guard try row.step() else { throw DamagedRow("interaction \(id) is in an index and not in its table") }
        return try response(row, of: id)
    }

    private func response(_ row: PreparedStatement, of id: InteractionID) throws -> RecordedResponse {
        let outcomeText = row.text(6) ?? ""
        guard let outcome = Outcome(rawValue: outcomeText) else {
            throw DamagedRow("interaction \(id) has the unknown outcome '\(outcomeText)'")
        }
        let body = try body(row.isNull(3) ? nil : number(row, 3, "response_body", of: id), of: id)
        let chunks = try chunks(of: id)
        guard Chunk.areContiguous(chunks, covering: body.length) else {
            throw DamagedRow("the chunks of interaction \(id) do not cover its body", kind: .chunks)
        }
        let status = Int(try number(row, 1, "status", of: id))
        // An interim status is never the answer: a client would wait for the next one.
        guard (200...999).contains(status) else { throw DamagedRow("interaction \(id) has the status \(status)") }
        return RecordedResponse(
            status: status,
            headerFields: try source.headers.fields(row, column: 2, of: id),
            body: body,
            chunks: chunks,
            timeToFirstByte: try time(row, 4, "first_byte", of: id),
            duration: try time(row, 5, "duration", of: id),
            outcome: outcome
        )
    }

    /// The body of an interaction by its number; the digest of one at hand is checked, so that a flipped bit is no answer.
    func body(_ number: Int64?, of id: InteractionID) throws -> RecordedBody {
        guard let number else { return .empty }
        let row = try source.prepared(.body)
        defer { row.reset() }
        try row.bind(number, at: 1)
        guard try row.step(), let length = row.number(0).map({ Int($0) }), length >= 0 else {
            throw DamagedRow("interaction \(id) refers to a body that is not there")
        }
        guard !row.isNull(1) else {
            guard try hasSegments(number, for: length) else {
                throw DamagedRow("body \(number) does not have the length \(length)", kind: .digest)
            }
            return .stored(BodyReference(id: number, length: length))
        }
        let bytes = row.withBytes(1) { [UInt8]($0) }
        guard bytes.count == length, row.withBytes(2, { isDigest($0, of: bytes) }) else {
            throw DamagedRow("body \(number) does not have its digest", kind: .digest)
        }
        return .bytes(bytes)
    }

    private func isDigest(_ digest: UnsafeRawBufferPointer, of bytes: [UInt8]) -> Bool {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return hash.finalize().withUnsafeBytes { $0.elementsEqual(digest) }
    }

    /// Whether the segments of a body are as many as its length asks for.
    private func hasSegments(_ body: Int64, for length: Int) throws -> Bool {
        let row = try source.prepared(.segments)
        defer { row.reset() }
        try row.bind(body, at: 1)
        return try row.step() && row.number(0) == Int64(max(length - 1, 0) / BodyTable.segmentSize)
    }

    private func chunks(of id: InteractionID) throws -> [Chunk] {
        let row = try source.prepared(.chunks)
        defer { row.reset() }
        try row.bind(id, at: 1)
        var chunks: [Chunk] = []
        while try row.step() {
            chunks.append(
                Chunk(
                    offset: Int(try number(row, 0, "offset", of: id)),
                    length: Int(try number(row, 1, "length", of: id)),
                    time: try time(row, 2, "time", of: id)
                )
            )
        }
        return chunks
    }

    private func number(_ row: PreparedStatement, _ column: CInt, _ name: String, of id: InteractionID) throws -> Int64
    {
        guard let number = row.number(column) else { throw DamagedRow("interaction \(id) has no number in \(name)") }
        return number
    }

    /// A time in microseconds, which goes forward only.
    private func time(_ row: PreparedStatement, _ column: CInt, _ name: String, of id: InteractionID) throws -> Int64 {
        let time = try number(row, column, name, of: id)
        guard (0...InteractionTable.timeLimit).contains(time) else {
            throw DamagedRow("interaction \(id) has the time \(time) in \(name)")
        }
        return time
    }
}
