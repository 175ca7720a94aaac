// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct EndpointTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let method: HTTPRequest.Method
        let path: String
        let endpoint: Endpoint

        var testDescription: String { "\(method.rawValue) \(path)" }
    }

    @Test(arguments: [
        Case(method: .post, path: "/v1/files", endpoint: .createFile),
        Case(method: .get, path: "/v1/files/file-1/content", endpoint: .fileContent("file-1")),
        Case(method: .delete, path: "/v1/models/ft:gpt-4o:o:s:1", endpoint: .deleteModel("ft:gpt-4o:o:s:1")),
        Case(method: .get, path: "/v1/models/ft%3Agpt-4o%3Ao%3A%3A1", endpoint: .retrieveModel("ft:gpt-4o:o::1")),
        Case(method: .post, path: "/v1/fine_tuning/jobs/j/cancel", endpoint: .cancelJob("j")),
        Case(method: .post, path: "/v1/fine_tuning/alpha/graders/validate", endpoint: .validateGrader),
        Case(
            method: .delete,
            path: "/v1/fine_tuning/checkpoints/m/permissions/p",
            endpoint: .deletePermission("m", "p")
        ),
        Case(method: .get, path: "/v1/chat/completions/c/messages", endpoint: .chatCompletionMessages("c")),
    ])
    func `finds the endpoint of a path`(case: Case) throws {
        #expect(try Endpoint(RequestLine(method: `case`.method, path: `case`.path, query: nil)) == `case`.endpoint)
    }

    @Test(arguments: [
        "/v1", "/v1/", "/v1/nope", "/v1/files/", "/v1/files/x/y", "/v1/chat", "/v1/fine_tuning/jobs//events",
        "/v1/fine_tuning/alpha/x/validate",
    ])
    func `refuses a path the service does not have`(path: String) throws {
        let error = try #require(throws: APIError.self) {
            try Endpoint(RequestLine(method: .get, path: path, query: nil))
        }
        #expect(error.status == .notFound)
        #expect(error.message.hasPrefix("Invalid URL (GET \(path))\n"))
    }

    @Test func `refuses a method the path does not have`() throws {
        let error = try #require(throws: APIError.self) {
            try Endpoint(RequestLine(method: .put, path: "/v1/models", query: nil))
        }
        #expect(error.status == .methodNotAllowed)
        #expect(error.code == "method_not_supported")
    }
}
