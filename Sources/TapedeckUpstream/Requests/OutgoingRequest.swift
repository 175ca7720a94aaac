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
    /// Header lines, each ended by a zero byte.
    let headerLines: [[UInt8]]
    /// The body.
    let body: Body
    /// Whether the request has a body, if only an empty one.
    let hasBody: Bool

    /// The fields libcurl writes itself, or that are between the client and this process.
    private static let notForwarded: Set<String> = ["host", "accept-encoding", "content-length", "expect"]

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
        self.headerLines = Self.headerLines(request.headerFields)
    }

    private static func headerLines(_ fields: HTTPFields) -> [[UInt8]] {
        // A name and a bare colon keep libcurl from adding the field itself.
        var lines = [Array("expect:\0".utf8), Array("accept-encoding: gzip, deflate\0".utf8)]
        if !fields.contains(.accept) { lines.append(Array("accept:\0".utf8)) }
        if !fields.contains(.contentType) { lines.append(Array("content-type:\0".utf8)) }
        for field in fields.endToEnd(excluding: notForwarded) {
            var line = Array(field.name.rawName.utf8)
            field.withUnsafeBytesOfValue { value in
                if value.isEmpty {
                    line.append(UInt8(ascii: ";"))
                } else {
                    line.append(contentsOf: ": ".utf8)
                    line.append(contentsOf: value)
                }
            }
            line.append(0)
            lines.append(line)
        }
        return lines
    }
}
