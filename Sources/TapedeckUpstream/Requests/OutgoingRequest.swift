// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// A request in the form libcurl takes it.
struct OutgoingRequest: Sendable {
    /// The method.
    let method: String
    /// The path and query.
    let target: String
    /// The header lines.
    let lines: HeaderLines
    /// The body.
    let body: Body
    /// Whether the request has a body, if only an empty one.
    let hasBody: Bool

    /// Makes the request that goes to the upstream.
    /// - Parameters:
    ///   - request: The client's request head.
    ///   - body: The client's body.
    ///   - base: The base URL of the upstream.
    /// - Throws: ``UpstreamError`` with code `invalidRequest` for a path or a body that cannot be sent.
    init(_ request: HTTPRequest, body: Body, base: BaseURL) throws(UpstreamError) {
        guard let target = UpstreamPath.target(for: request.path ?? "", base: base) else {
            throw UpstreamError(
                code: .invalidRequest,
                message: "Cannot send the request to the upstream \(base): its path must begin with a slash "
                    + "and must not hold spaces, control characters or a fragment."
            )
        }
        let isEmpty = body.length == 0
        guard isEmpty || request.method != .head else {
            throw UpstreamError(
                code: .invalidRequest,
                message: "Cannot send the request to the upstream \(base): a HEAD request has no body."
            )
        }
        let announcesBody =
            switch request.method {
            case .post, .put, .patch: true
            case .head: false
            default: request.headerFields[.contentLength] != nil
            }
        self.method = request.method.rawValue
        self.target = target
        self.body = body
        self.hasBody = !isEmpty || announcesBody
        self.lines = HeaderLines(request.headerFields)
    }
}
