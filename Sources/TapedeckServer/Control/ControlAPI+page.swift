// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// What the page asks for beside sessions and misses.
extension ControlAPI {
    /// The server, and what it is for.
    var server: ServedResponse {
        .compact([
            "tool": .string("tapedeck \(ToolVersion.current)"), "browsing": .bool(isForBrowsing),
            "cassette": .string(sessions.existing("")?.session.store.name ?? ""),
        ])
    }

    /// The requests that are answered from now on, as an event stream.
    func events() -> ServedResponse {
        guard let reader = feed.reader() else {
            return ErrorEnvelope.invalidRequest(
                .tooManyRequests,
                code: "too_many_readers",
                "\(EventFeed.readerLimit) pages follow this server already; close one of them."
            ).response
        }
        return ServedResponse(
            fields: [.contentType: "text/event-stream", .contentTypeOptions: "nosniff", .cacheControl: "no-store"],
            body: Body(length: nil, slices: EventSlices(reader))
        )
    }

    /// What a session's cassette has at a path; `nil` when there is nothing.
    func view(of name: String, _ path: ArraySlice<Substring>, _ target: RequestLine) throws -> ServedResponse? {
        guard let session = sessions.existing(name)?.session else { throw SessionError.unknown(name) }
        do {
            return try BrowsingAPI(session: session).respond(to: path, query: target.query)
        } catch let error as QueryError {
            return ErrorEnvelope.invalidRequest(.badRequest, code: "invalid_query", error.message).response
        }
    }
}
