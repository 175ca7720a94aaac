// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The beginning of the URLs of an export, up to the path of a recorded request.
struct ServiceOrigin {
    private static let standard = "https://api.openai.com"

    private let text: String

    /// The origin of an upstream, whose own path ends in `/v1` as those of recorded requests begin with it.
    init(upstream: String?) {
        var text = upstream ?? Self.standard
        while text.hasSuffix("/") { text.removeLast() }
        if text.hasSuffix("/v1") { text.removeLast(3) }
        self.text = text.contains("://") ? text : Self.standard
    }

    func url(of request: RecordedRequest) -> String {
        text + request.path + (request.query.map { "?" + $0 } ?? "")
    }
}
