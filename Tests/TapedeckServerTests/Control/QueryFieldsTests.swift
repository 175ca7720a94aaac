// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckServer

struct QueryFieldsTests {
    @Test func `reads each field once`() throws {
        let fields = try QueryFields("q=a+b%20%C3%A9&label=", allowing: ["q", "label", "after"])
        #expect(fields.text("q") == "a b é")
        #expect(fields.text("label") == "")
        #expect(fields.text("after") == nil)
        #expect(try fields.number("after", in: 0...9, otherwise: 4) == 4)
    }

    @Test(arguments: ["q=1&q=2", "other=1", "=1"])
    func `refuses other fields`(query: String) {
        #expect(throws: QueryError.self) { try QueryFields(query, allowing: ["q"]) }
    }

    @Test func `refuses a query without end`() {
        #expect(throws: QueryError.self) {
            try QueryFields("q=" + String(repeating: "a", count: 20_000), allowing: ["q"])
        }
    }

    @Test(arguments: ["", "-1", "10", "1.5", "99999999999999999999"])
    func `refuses numbers out of bounds`(text: String) throws {
        let fields = try QueryFields("n=\(text)", allowing: ["n"])
        #expect(throws: QueryError.self) { try fields.number("n", in: 0...9, otherwise: 0) }
    }

    @Test func `reads ranges in ascending order`() throws {
        let fields = try QueryFields("ids=3-9,12", allowing: ["ids"])
        #expect(try fields.ranges("ids", limit: 2) == [3...9, 12...12])
        #expect(throws: QueryError.self) { try fields.ranges("ids", limit: 1) }
    }

    @Test(arguments: ["", "0", "5-3", "3,3", "5,4", "1-2-3", "-4", "4-", "a", "1,,2"])
    func `refuses other ranges`(text: String) throws {
        let fields = try QueryFields("ids=\(text)", allowing: ["ids"])
        #expect(throws: QueryError.self) { try fields.ranges("ids", limit: 9) }
    }
}
