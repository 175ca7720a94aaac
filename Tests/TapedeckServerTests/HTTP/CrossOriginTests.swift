// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckServer

struct CrossOriginTests {
    private let crossOrigin: CrossOrigin

    init() throws {
        crossOrigin = CrossOrigin(allowing: [try #require(WebOrigin("https://App.example"))])
    }

    private func request(_ method: HTTPRequest.Method, _ fields: HTTPFields) -> HTTPRequest {
        HTTPRequest(method: method, scheme: "http", authority: "localhost", path: "/v1", headerFields: fields)
    }

    @Test(arguments: [
        "http://localhost", "http://localhost:3000", "http://127.0.0.1:1", "https://[::1]:5", "https://app.example",
    ])
    func `pages of this machine and of allowed origins may read answers`(_ origin: String) {
        let request = request(.get, [.origin: origin])
        #expect(!crossOrigin.isForeign(request))
        var response = HTTPResponse(status: .ok)
        crossOrigin.allow(request, in: &response)
        #expect(response.headerFields == [.accessControlAllowOrigin: origin, .vary: "Origin"])
    }

    @Test(arguments: [
        "http://evil.test", "http://localhost.evil.test", "http://127.0.0.10", "null", "",
        "http://app.example", "https://app.example:8443", "https://app.example.evil.test", "ftp://localhost",
    ])
    func `pages of elsewhere may not`(_ origin: String) {
        let request = request(.get, [.origin: origin])
        #expect(crossOrigin.isForeign(request))
        var response = HTTPResponse(status: .ok)
        crossOrigin.allow(request, in: &response)
        #expect(response.headerFields == [:])
        #expect(
            crossOrigin.preflight(self.request(.options, [.origin: origin, .accessControlRequestMethod: "GET"])) == nil
        )
    }

    @Test func `what comes from no page is not foreign, and its answer is left as it is`() {
        #expect(!crossOrigin.isForeign(request(.get, [:])))
        var response = HTTPResponse(status: .ok, headerFields: [.accessControlAllowOrigin: "*"])
        crossOrigin.allow(request(.get, [.origin: "http://localhost"]), in: &response)
        #expect(response.headerFields == [.accessControlAllowOrigin: "*"])
    }

    @Test(arguments: [("cross-site", true), ("same-site", true), ("same-origin", false), ("none", false)])
    func `where a page without an origin is from tells its browser`(site: String, isForeign: Bool) {
        #expect(crossOrigin.isForeign(request(.get, [.secFetchSite: site])) == isForeign)
        #expect(CrossOrigin.isFromPage(request(.get, [.secFetchSite: site])))
    }

    @Test func `a page that may ask may do so from another site`() {
        let fields: HTTPFields = [.origin: "https://app.example", .secFetchSite: "cross-site"]
        #expect(!crossOrigin.isForeign(request(.get, fields)))
    }

    @Test func `a page of the server's own host may ask`() {
        #expect(!crossOrigin.isForeign(request(.post, [.origin: "http://localhost"])))
        var request = request(.post, [.origin: "https://sessionFactory.internal"])
        #expect(crossOrigin.isForeign(request))
        request.authority = "sessionFactory.internal:443"
        #expect(!crossOrigin.isForeign(request))
    }

    @Test func `the origin of the page takes the place of a recorded one`() {
        let request = request(.get, [.origin: "http://localhost"])
        var response = HTTPResponse(status: .ok, headerFields: [.accessControlAllowOrigin: "https://recorded.test"])
        crossOrigin.allow(request, in: &response)
        #expect(response.headerFields[.accessControlAllowOrigin] == "http://localhost")
    }

    @Test func `a preflight is granted what it asks for`() throws {
        let fields: HTTPFields = [
            .origin: "http://localhost", .accessControlRequestMethod: "POST",
            .accessControlRequestHeaders: "authorization",
        ]
        let response = try #require(crossOrigin.preflight(request(.options, fields)))
        #expect(response.head.status == .noContent)
        #expect(response.head.headerFields[.accessControlAllowMethods] == "POST")
        #expect(response.head.headerFields[.accessControlAllowHeaders] == "authorization")
        #expect(response.head.headerFields[.accessControlAllowOrigin] == "http://localhost")
        #expect(crossOrigin.preflight(request(.post, fields)) == nil)
    }
}
