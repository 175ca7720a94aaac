// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

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
    /// What the source did not keep, a sentence each.
    var losses: [String] = []
}

/// The exchanges of a source file, and what its format itself loses.
struct SourceCassette {
    var format: CassetteFormat
    var exchanges: [SourceExchange] = []
    /// What holds for the file as a whole, a sentence each.
    var losses: [String] = []
}
