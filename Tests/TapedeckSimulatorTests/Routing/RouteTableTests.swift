// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct RouteTableTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let method: HTTPRequest.Method
        let path: String
        let route: String
        var parameters: [String] = []

        var testDescription: String { "\(method.rawValue) \(path)" }
    }

    @Test(arguments: [
        Case(method: .post, path: "/v1/files", route: "files"),
        Case(method: .get, path: "/v1/files/file-1/content", route: "files/{file_id}/content", parameters: ["file-1"]),
        Case(method: .delete, path: "/v1/models/ft:g:o:s:1", route: "models/{model}", parameters: ["ft:g:o:s:1"]),
        Case(method: .get, path: "/v1/models/ft%3Ag%3Ao%3A%3A1", route: "models/{model}", parameters: ["ft:g:o::1"]),
        Case(
            method: .post,
            path: "/v1/fine_tuning/alpha/graders/validate",
            route: "fine_tuning/alpha/graders/validate"
        ),
        Case(
            method: .delete,
            path: "/v1/fine_tuning/checkpoints/m/permissions/p",
            route: "fine_tuning/checkpoints/{model}/permissions/{permission_id}",
            parameters: ["m", "p"]
        ),
    ])
    func `finds the endpoint of a path`(case: Case) throws {
        let (route, parameters) = try RouteTable.all.find(
            RequestLine(method: `case`.method, path: `case`.path, query: nil)
        )
        #expect(route.method == `case`.method)
        #expect(route.path == `case`.route)
        #expect(parameters == `case`.parameters)
    }

    @Test func `prefers a word to an identifier, unless only that has the method`() throws {
        let table = RouteTable([
            .post("a/count") { _, _ in ServedResponse(status: .ok, fields: [:], body: Body([])) },
            .get("a/{id}") { _, _ in ServedResponse(status: .ok, fields: [:], body: Body([])) },
        ])
        #expect(try table.find(RequestLine(method: .post, path: "/v1/a/count", query: nil)).route.path == "a/count")
        #expect(try table.find(RequestLine(method: .get, path: "/v1/a/count", query: nil)).route.path == "a/{id}")
    }

    @Test func `names each family of paths once`() {
        let families = RouteTable.all.families
        #expect(families.contains("chat/completions"))
        #expect(families.contains("fine_tuning/checkpoints"))
        #expect(families.count == Set(families).count)
    }

    @Test(arguments: [
        "/v1", "/v1/", "/v1/nope", "/v1/files/", "/v1/files/x/y", "/v1/chat", "/v1/fine_tuning/jobs//events",
        "/v1/fine_tuning/alpha/x/validate",
    ])
    func `refuses a path the service does not have`(path: String) throws {
        let error = try #require(throws: APIError.self) {
            try RouteTable.all.find(RequestLine(method: .get, path: path, query: nil))
        }
        #expect(error.status == .notFound)
        #expect(error.message.hasPrefix("Invalid URL (GET \(path))\n"))
    }

    @Test func `refuses a method the path does not have`() throws {
        let error = try #require(throws: APIError.self) {
            try RouteTable.all.find(RequestLine(method: .put, path: "/v1/models", query: nil))
        }
        #expect(error.status == .methodNotAllowed)
        #expect(error.code == "method_not_supported")
    }
}
