// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Which web pages may use the server (the Fetch standard's CORS protocol): those served from this machine or by the
/// server's own host, and those of origins that were allowed by name.
///
/// A page of another host can send simple requests without a preflight. It cannot read the responses, yet a recorder
/// would record them, so its requests are refused whatever they ask for.
struct CrossOrigin: Sendable {
    private let allowed: Set<WebOrigin>

    /// - Parameter allowed: The origins whose pages may use the server beside those of this machine.
    init(allowing allowed: [WebOrigin] = []) {
        self.allowed = Set(allowed)
    }

    /// Whether a request says that a page sent it; others need no check.
    static func isFromPage(_ request: HTTPRequest) -> Bool {
        request.headerFields[.origin] != nil || request.headerFields[.secFetchSite] != nil
    }

    /// Whether a request comes from a page that may not use the server.
    ///
    /// Requests without `origin`, such as those for images, may come from any page of another site, and of the same one:
    /// a site has many hosts and ports.
    func isForeign(_ request: HTTPRequest) -> Bool {
        if request.headerFields[.origin] != nil { return permittedOrigin(of: request) == nil }
        guard let site = request.headerFields[.secFetchSite] else { return false }
        return site != "same-origin" && site != "none"
    }

    /// The origin of a request, when its pages may use the server.
    private func permittedOrigin(of request: HTTPRequest) -> String? {
        guard let text = request.headerFields[.origin], let origin = WebOrigin(text) else { return nil }
        let isPermitted =
            origin.isLocal || allowed.contains(origin) || request.authority.map(origin.isServed) ?? false
        return isPermitted ? text : nil
    }

    /// The response to a preflight request; `nil` for any other request.
    func preflight(_ request: HTTPRequest) -> ServedResponse? {
        guard request.method == .options, let origin = permittedOrigin(of: request),
            let method = request.headerFields[.accessControlRequestMethod]
        else { return nil }
        var fields: HTTPFields = [
            .accessControlAllowOrigin: origin, .accessControlAllowMethods: method, .accessControlMaxAge: "600",
            .vary: "Origin",
        ]
        fields[.accessControlAllowHeaders] = request.headerFields[.accessControlRequestHeaders]
        if request.headerFields[.requestPrivateNetwork] == "true" { fields[.allowPrivateNetwork] = "true" }
        return ServedResponse(head: HTTPResponse(status: .noContent, headerFields: fields))
    }

    /// Lets the page that sent a request read the response, whatever the service allows.
    func allow(_ request: HTTPRequest, in response: inout HTTPResponse) {
        guard let origin = permittedOrigin(of: request), response.headerFields[.accessControlAllowOrigin] != "*" else {
            return
        }
        response.headerFields[.accessControlAllowOrigin] = origin
        response.headerFields.append(HTTPField(name: .vary, value: "Origin"))
    }
}

extension HTTPField.Name {
    static let secFetchSite = known("sec-fetch-site")
    fileprivate static let requestPrivateNetwork = known("access-control-request-private-network")
    fileprivate static let allowPrivateNetwork = known("access-control-allow-private-network")
}
