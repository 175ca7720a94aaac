// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A request with its response as a source has them, before redaction and decoding.
struct SourceExchange: Hashable {
    /// A field as it is written.
    struct Field: Hashable {
        var name: String
        var value: String
    }

    var method: String
    var url: String
    var requestFields: [Field] = []
    var requestBody: [UInt8] = []
    var status: Int
    var responseFields: [Field] = []
    var responseBody: [UInt8] = []
    /// Microseconds since 1970-01-01 UTC; `nil` when the source does not say.
    var recordedAt: Int64?
    /// Microseconds from the request to the response head.
    var timeToFirstByte: Int64 = 0
    /// Microseconds from the request to the end of the response.
    var duration: Int64 = 0
    /// The pieces the response body came in, when the source kept them.
    var chunks: [Chunk] = []
    /// The lengths of bodies that came in pieces before the exchange.
    var pieced: [BodyPiece.Side: Int] = [:]
    /// What the source did not keep, a sentence each.
    var losses: [String] = []
    /// What only Tapedeck's own exports have.
    var own: OwnDetails?

    /// Microseconds of a number of milliseconds; one that is no time is 0, one beyond a century is a century.
    static func microseconds(_ milliseconds: Int) -> Int64 {
        Int64(min(max(milliseconds, 0), 3_155_760_000_000)) * 1000
    }
}
