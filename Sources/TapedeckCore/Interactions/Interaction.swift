// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes

/// One recorded request with its response.
package struct Interaction: Sendable, Hashable {
    /// The session the interaction was recorded in; empty for the default session.
    package var session: String
    /// When the request arrived, in microseconds since 1970-01-01 UTC.
    package var recordedAt: Int64
    /// The request, after redaction.
    package var request: RecordedRequest
    /// The response, after redaction.
    package var response: RecordedResponse

    /// Creates an interaction.
    package init(
        session: String = "",
        recordedAt: Int64,
        request: RecordedRequest,
        response: RecordedResponse
    ) {
        self.session = session
        self.recordedAt = recordedAt
        self.request = request
        self.response = response
    }
}

/// A request as it stands in a cassette.
package struct RecordedRequest: Sendable, Hashable {
    /// The method.
    package var method: HTTPRequest.Method
    /// The path without query and session prefix, such as `/v1/chat/completions`.
    package var path: String
    /// The query without its question mark; `nil` when there is none.
    package var query: String?
    /// The fields that may be kept, in the order they came.
    package var headerFields: HTTPFields
    /// The body.
    package var body: RecordedBody

    /// Creates a request.
    package init(
        method: HTTPRequest.Method,
        path: String,
        query: String? = nil,
        headerFields: HTTPFields = [:],
        body: RecordedBody = .empty
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headerFields = headerFields
        self.body = body
    }

    /// Method and target, such as `GET /v1/files?limit=2`.
    package var requestLine: String {
        "\(method.rawValue) \(path)\(query.map { "?" + $0 } ?? "")"
    }
}

/// A response as it stands in a cassette.
package struct RecordedResponse: Sendable, Hashable {
    /// The status code, `100...599`.
    package var status: Int
    /// The fields that may be kept, in the order they came.
    package var headerFields: HTTPFields
    /// The body.
    package var body: RecordedBody
    /// The pieces the body came in; empty when it came in one piece or its pieces are not known.
    package var chunks: [Chunk]
    /// Microseconds from the request to the response head.
    package var timeToFirstByte: Int64
    /// Microseconds from the request to the end of the response.
    package var duration: Int64
    /// How the response ended.
    package var outcome: Outcome

    /// Creates a response.
    package init(
        status: Int,
        headerFields: HTTPFields = [:],
        body: RecordedBody = .empty,
        chunks: [Chunk] = [],
        timeToFirstByte: Int64 = 0,
        duration: Int64 = 0,
        outcome: Outcome = .complete
    ) {
        self.status = status
        self.headerFields = headerFields
        self.body = body
        self.chunks = chunks
        self.timeToFirstByte = timeToFirstByte
        self.duration = duration
        self.outcome = outcome
    }
}

/// How a recorded response ended.
package enum Outcome: String, Sendable, Hashable, CaseIterable {
    /// The response arrived whole.
    case complete
    /// The upstream broke off; the body holds what arrived.
    case truncated
}
