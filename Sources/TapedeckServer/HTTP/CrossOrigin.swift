// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Cross-origin requests (the Fetch standard's CORS protocol): pages served from this machine may use the server.
enum CrossOrigin {
    /// The origin of a request, when it is a page served from this machine.
    private static func localOrigin(of request: HTTPRequest) -> String? {
        guard let origin = request.headerFields[.origin] else { return nil }
        let host = origin.split(separator: "/", maxSplits: 2).last ?? ""
        return ["localhost", "127.0.0.1", "[::1]"].contains { host == $0 || host.hasPrefix($0 + ":") } ? origin : nil
    }

    /// Whether a request comes from a page that was served from elsewhere.
    static func isForeign(_ request: HTTPRequest) -> Bool {
        request.headerFields[.origin] != nil && localOrigin(of: request) == nil
    }

    /// The answer to a preflight request, or `nil` when the request is none.
    static func preflight(_ request: HTTPRequest) -> ServedResponse? {
        guard request.method == .options, let origin = localOrigin(of: request),
            let method = request.headerFields[.accessControlRequestMethod]
        else { return nil }
        var fields: HTTPFields = [.accessControlAllowMethods: method, .accessControlMaxAge: "600", .vary: "Origin"]
        fields[.accessControlAllowHeaders] = request.headerFields[.accessControlRequestHeaders]
        fields[.accessControlAllowOrigin] = origin
        return ServedResponse(head: HTTPResponse(status: .noContent, headerFields: fields))
    }

    /// Lets the page that sent a request read the answer, unless the answer says who may.
    static func allow(_ request: HTTPRequest, in response: inout HTTPResponse) {
        guard let origin = localOrigin(of: request), response.headerFields[.accessControlAllowOrigin] == nil else {
            return
        }
        response.headerFields[.accessControlAllowOrigin] = origin
        response.headerFields.append(HTTPField(name: .vary, value: "Origin"))
    }
}
