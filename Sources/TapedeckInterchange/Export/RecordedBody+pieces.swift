// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension RecordedBody {
    /// The size of the pieces a body is read in; a multiple of three, so that the base64 of pieces joins.
    private static let pieceSize = 3 << 18

    /// Whether the body is UTF-8.
    func isText(reading read: CassetteText.BodyReading) throws -> Bool {
        var isText = true
        try forEachTextPiece(reading: read) { piece in
            if isText, String(validating: piece, as: UTF8.self) == nil { isText = false }
        }
        return isText
    }

    /// Whether the body is text that YAML readers give back as it is: some drop a byte order mark at its beginning.
    func isYAMLText(reading read: CassetteText.BodyReading) throws -> Bool {
        let start = try bytes(in: 0..<min(3, length), reading: read)
        return try start != [0xEF, 0xBB, 0xBF] && isText(reading: read)
    }

    /// Goes through the body in pieces that do not cut a character.
    func forEachTextPiece(reading read: CassetteText.BodyReading, _ take: ([UInt8]) throws -> Void) throws {
        var start = 0
        while start < length {
            let end = min(start + Self.pieceSize, length)
            var piece = try bytes(in: start..<end, reading: read)
            if end < length { piece.removeLast(piece.incompleteSuffix) }
            start += piece.count
            try take(piece)
        }
    }

    /// Goes through the body in pieces whose base64 can be joined.
    func forEachBase64Piece(reading read: CassetteText.BodyReading, _ take: (String) throws -> Void) throws {
        for start in stride(from: 0, to: length, by: Self.pieceSize) {
            let piece = try bytes(in: start..<min(start + Self.pieceSize, length), reading: read)
            try take(Base64.encode(piece))
        }
    }
}

extension [UInt8] {
    /// The number of bytes at the end that begin a UTF-8 character and do not end it.
    var incompleteSuffix: Int {
        for distance in 1...4 where distance <= count {
            let byte = self[count - distance]
            if byte & 0xC0 == 0x80 { continue }
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return length > distance ? distance : 0
        }
        return 0
    }
}
