// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckCore

struct QueryItemTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let query: String
        let items: [[String]]
        var testDescription: String { query }

        init(_ query: String, _ items: [String]...) {
            self.query = query
            self.items = items
        }
    }

    static let cases = [
        Case(""),
        Case("&&"),
        Case("a=1&b=2", ["a", "1"], ["b", "2"]),
        Case("a", ["a", ""]),
        Case("a=", ["a", ""]),
        Case("=1", ["", "1"]),
        Case("a=b=c", ["a", "b=c"]),
        Case("include%5B%5D=x", ["include[]", "x"]),
        Case("a=1+2%2B3%20", ["a", "1+2+3 ".replacing("1+2", with: "1 2")]),
        Case("a=%C3%A9", ["a", "é"]),
        Case("a=%E2%82", ["a", "%E2%82"]),
        Case("a=+%FF", ["a", "+%FF"]),
        Case("a=%&b=%4&c=%zz", ["a", "%"], ["b", "%4"], ["c", "%zz"]),
        Case("a=%2541", ["a", "%41"]),
    ]

    @Test(arguments: cases)
    func `reads a query`(_ row: Case) {
        #expect(QueryItem.list(row.query).map { [$0.name, $0.value] } == row.items)
    }

    @Test func `orders by name, then by value`() {
        let items = [("b", "1"), ("a", "2"), ("a", ""), ("", "x"), ("a", "10")].map { QueryItem(name: $0, value: $1) }
        #expect(items.sorted().map { $0.name + $0.value } == ["x", "a", "a10", "a2", "b1"])
    }

    @Test(arguments: [
        ("/v1/files", "/v1/files"), ("/a%20b", "/a b"), ("/a%2Fb", "/a%2Fb"), ("/a%252Fb", "/a%252Fb"),
        ("/a+b", "/a+b"),
        ("/%ff", "/%ff"), ("/%", "/%"), ("/ft%3Ax%3a", "/ft:x:"),
    ])
    func `undoes the escapes of a path that do not change its segments`(_ row: (path: String, decoded: String)) {
        #expect(PercentEncoding.decodePath(row.path) == row.decoded)
    }
}
