// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The identifiers and the time of one response.
struct CompletionStamp: Sendable {
    /// The identifier, `chatcmpl-…`.
    let id: String
    /// Creation time in seconds since 1970.
    let created: Int
    /// The identifier of the request, `req_…`.
    let requestID: String
    /// Generates identifiers of tool calls, and the padding of events.
    var identifiers: IdentifierGenerator
}
