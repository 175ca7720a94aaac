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
}
