// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct ContractCheckTests {
    @Test(arguments: [
        (#"{"a":1,"b":"x"}"#, #"{"b":"y","a":2.5}"#, []), (#"{"a":null}"#, #"{"a":[1]}"#, []),
        (#"{"a":[]}"#, #"{"a":[{"x":1}]}"#, []),
        (#"{"a":1}"#, #"{"a":"1","b":true}"#, ["$.a number string", "$.b nothing boolean"]),
        (
            #"{"data":[{"id":"a"},{"id":"b","x":1}]}"#, #"{"data":[{"id":"c","x":"1"},{"y":{}}]}"#,
            ["$.data[*].x number string", "$.data[*].y nothing object"]
        ),
        ("[1]", "{}", ["$ array object"]),
    ])
    func `compares members and types, not values`(recorded: String, now: String, expected: [String]) throws {
        let before = JSONShape(try JSONValue(parsing: Array(recorded.utf8)))
        let after = JSONShape(try JSONValue(parsing: Array(now.utf8)))
        let found = before.differences(to: after).map {
            "\($0.path) \($0.recorded ?? "nothing") \($0.now ?? "nothing")"
        }
        #expect(found == expected)
    }

    @Test func `asks what changes nothing, each request once, up to the limit`() async throws {
        let folder = try TemporaryFolder()
        let cassette = try Cassette.record(folder("x"), new: .test)
        let requests: [Interaction] = [
            .sample(method: .get, path: "/v1/models", request: ""), .sample(request: "{\"a\":1}"),
            .sample(method: .get, path: "/v1/models", request: ""), .sample(path: "/v1/files"),
            .sample(method: .delete, path: "/v1/files/1", request: ""),
            .sample(method: .get, path: "/v1/files/REDACTED", request: ""),
            .sample(method: .get, path: "/v1/files", request: ""),
        ]
        for interaction in requests { try await cassette.add(interaction) }
        var check = ContractCheck()
        #expect(try check.questions(of: cassette).asked.map(\.id) == [3, 7])
        check.includesGeneration = true
        #expect(try check.questions(of: cassette).asked.map(\.id) == [3, 2, 7])
        check.limit = 1
        let (asked, left) = try check.questions(of: cassette)
        #expect(asked.map(\.id) == [3] && left == 5)
        try cassette.close()
    }
}
