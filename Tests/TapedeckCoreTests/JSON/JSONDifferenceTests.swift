// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct JSONDifferenceTests {
    private func differences(_ left: String, _ right: String) throws -> [String] {
        let found = JSONDifference.all(
            between: try JSONValue(parsing: Array(left.utf8)),
            and: try JSONValue(parsing: Array(right.utf8))
        )
        return found.map { "\($0.path) \($0.left?.text() ?? "-") \($0.right?.text() ?? "-")" }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let left: String
        let right: String
        let found: [String]
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "the same document", left: #"{"a":[1,{"b":null}]}"#, right: #"{"a":[1,{"b":null}]}"#, found: []),
        Case(name: "another order", left: #"{"a":1,"b":2}"#, right: #"{"b":2,"a":1}"#, found: []),
        Case(name: "another spelling", left: "[1.0,100,-0]", right: "[1,1e2,0]", found: []),
        Case(name: "hidden members", left: #"{"a":1,"a":2}"#, right: #"{"a":2}"#, found: []),
        Case(
            name: "a value deep down",
            left: #"{"a":[{"b":"x"}]}"#,
            right: #"{"a":[{"b":"y"}]}"#,
            found: [#"$.a[0].b "x" "y""#]
        ),
        Case(
            name: "members of one side",
            left: #"{"a":1,"c":3}"#,
            right: #"{"b":null,"c":3}"#,
            found: ["$.a 1 -", "$.b - null"]
        ),
        Case(name: "elements of one side", left: "[1,2,3]", right: "[1]", found: ["$[1] 2 -", "$[2] 3 -"]),
        Case(name: "another kind", left: #"{"a":[]}"#, right: #"{"a":{}}"#, found: ["$.a [] {}"]),
        Case(
            name: "a number and its text",
            left: "[1,true,null]",
            right: #"["1",false,0]"#,
            found: [
                #"$[0] 1 "1""#, "$[1] true false", "$[2] null 0",
            ]
        ),
        Case(
            name: "the order of UTF-16",
            left: #"{"\ufb33":1,"\ud83d\ude00":1,"b":1,"a":1}"#,
            right: "{}",
            found: ["$.a 1 -", "$.b 1 -", "$.😀 1 -", "$.\u{FB33} 1 -"]
        ),
        Case(
            name: "spellings that Unicode holds for equivalent",
            left: #"["\u00e9",{"\u00e9":1}]"#,
            right: #"["e\u0301",{"e\u0301":1}]"#,
            found: ["$[0] \"é\" \"e\u{301}\"", "$[1].e\u{301} - 1", "$[1].é 1 -"]
        ),
    ]

    @Test(arguments: cases)
    func `names the places that differ`(_ row: Case) throws {
        #expect(try differences(row.left, row.right).map { Array($0.utf8) } == row.found.map { Array($0.utf8) })
    }
}
