// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

@testable import TapedeckServer

struct CrossOriginTests {
    private func request(_ method: HTTPRequest.Method, _ fields: HTTPFields) -> HTTPRequest {
        HTTPRequest(method: method, scheme: "http", authority: "localhost", path: "/v1", headerFields: fields)
    }

    @Test(arguments: ["http://localhost", "http://localhost:3000", "http://127.0.0.1:1", "https://[::1]:5"])
    func `pages of this machine may read answers`(_ origin: String) {
        let request = request(.get, [.origin: origin])
        #expect(!CrossOrigin.isForeign(request))
        var response = HTTPResponse(status: .ok)
        CrossOrigin.allow(request, in: &response)
        #expect(response.headerFields == [.accessControlAllowOrigin: origin, .vary: "Origin"])
    }

    @Test(arguments: ["http://evil.test", "http://localhost.evil.test", "http://127.0.0.10", "null", ""])
    func `pages of elsewhere may not`(_ origin: String) {
        let request = request(.get, [.origin: origin])
        #expect(CrossOrigin.isForeign(request))
        var response = HTTPResponse(status: .ok)
        CrossOrigin.allow(request, in: &response)
        #expect(response.headerFields == [:])
        #expect(
            CrossOrigin.preflight(self.request(.options, [.origin: origin, .accessControlRequestMethod: "GET"])) == nil
        )
    }

    @Test func `what comes from no page is not foreign, and its answer is left as it is`() {
        #expect(!CrossOrigin.isForeign(request(.get, [:])))
        var response = HTTPResponse(status: .ok, headerFields: [.accessControlAllowOrigin: "*"])
        CrossOrigin.allow(request(.get, [.origin: "http://localhost"]), in: &response)
        #expect(response.headerFields == [.accessControlAllowOrigin: "*"])
    }

    @Test func `a preflight is granted what it asks for`() throws {
        let fields: HTTPFields = [
            .origin: "http://localhost", .accessControlRequestMethod: "POST",
            .accessControlRequestHeaders: "authorization",
        ]
        let response = try #require(CrossOrigin.preflight(request(.options, fields)))
        #expect(response.head.status == .noContent)
        #expect(response.head.headerFields[.accessControlAllowMethods] == "POST")
        #expect(response.head.headerFields[.accessControlAllowHeaders] == "authorization")
        #expect(response.head.headerFields[.accessControlAllowOrigin] == "http://localhost")
        #expect(CrossOrigin.preflight(request(.post, fields)) == nil)
    }
}
