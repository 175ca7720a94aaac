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
    /// Whether the bodies are what their content coding was undone to, whatever the fields say.
    var requestIsDecoded = false
    var responseIsDecoded = false
    /// Whether a body is a document that the source keeps parsed.
    var hasParsedBody = false
    /// The losses of the source, a sentence each.
    var losses: [String] = []
    /// Details that only Tapedeck's own exports have.
    var own: OwnDetails?

    /// The longest time that is taken over, in microseconds: a century.
    private static let timeLimit: Int64 = 3_155_760_000_000_000

    /// Microseconds of a number of milliseconds; one that is no time is 0, one beyond a century is a century.
    static func microseconds(_ milliseconds: Double) -> Int64 {
        guard milliseconds > 0 else { return 0 }
        return Int64(min((milliseconds * 1000).rounded(), Double(timeLimit)))
    }

    /// A time within the bounds.
    static func bounded(_ microseconds: Int64) -> Int64 {
        min(max(microseconds, 0), timeLimit)
    }

    /// Takes both bodies of an exchange.
    mutating func take(request: SourceBody, response: SourceBody) {
        requestBody = request.bytes
        responseBody = response.bytes
        hasParsedBody = request.isParsed || response.isParsed
    }
}
