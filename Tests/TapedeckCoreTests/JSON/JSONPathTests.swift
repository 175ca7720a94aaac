// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

struct JSONPathTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let steps: [JSONPath.Step]
        var testDescription: String { text }

        init(_ text: String, _ steps: [JSONPath.Step]) {
            self.text = text
            self.steps = steps
        }
    }

    static let readable = [
        Case("$.user", [.member("user")]),
        Case("$.messages[0].content", [.member("messages"), .element(0), .member("content")]),
        Case("$.messages[*].name", [.member("messages"), .all, .member("name")]),
        Case("$.*", [.all]),
        Case("$[12]", [.element(12)]),
        Case("$['odd name']", [.member("odd name")]),
        Case(#"$["odd.name"]"#, [.member("odd.name")]),
        Case("$['']", [.member("")]),
        Case("$['a]b']['*']", [.member("a]b"), .member("*")]),
        Case(#"$['it\'s']["\\"]"#, [.member("it's"), .member(#"\"#)]),
        Case("$..request_id", [.anywhere("request_id")]),
        Case("$.a..['odd name'].b", [.member("a"), .anywhere("odd name"), .member("b")]),
    ]

    @Test(arguments: readable)
    func `reads a path`(_ row: Case) throws {
        #expect(try JSONPath(row.text).steps == row.steps)
    }

    @Test(arguments: [
        "", "$", "user", ".user", "$user", "$.", "$..", "$.a.", "$.a[", "$.a]", "$[]", "$[-1]", "$[x]", "$['a]",
        "$['a'x]",
        "$['a", "$..*", "$..[0]", "$..[*]", "$.a[0", #"$['a\"#, " $.a",
    ])
    func `refuses what is not a path, and shows how one is written`(_ text: String) throws {
        let error = try #require(throws: MatchingRuleError.self) { try JSONPath(text) }
        #expect(
            error.message == "'\(text)' is not a JSON path; write one like $.user, $.messages[0].content, "
                + "$.messages[*].name, $['odd name'] or $..request_id."
        )
    }

    @Test func `reads what it writes`() throws {
        var generator = SplitMix64(seed: 4)
        let names = ["user", "", "*", "a b", "a.b", "[0]", "]", "it's", "\"", "\\", "\u{301}", "😀", "$", "0", "-"]
        for _ in 0..<500 {
            let steps = (0...Int.random(in: 0..<4, using: &generator)).map { _ in
                let name = names[Int.random(in: names.indices, using: &generator)]
                return [.member(name), .anywhere(name), .all, .element(7)][Int.random(in: 0..<4, using: &generator)]
                    as JSONPath.Step
            }
            let path = JSONPath(steps: steps)
            #expect(try JSONPath(path.description) == path)
        }
    }

    @Test func `writes odd names in double quotes, which a shell's single quotes keep`() {
        #expect(JSONPath(steps: [.member("a"), .member("odd name")]).description == #"$.a["odd name"]"#)
        #expect(JSONPath(steps: [.anywhere("x"), .all, .element(3)]).description == "$..x[*][3]")
    }

    // MARK: - Removing

    struct Removal: Sendable, CustomTestStringConvertible {
        let document: String
        let paths: [String]
        let rest: String
        var testDescription: String { "\(paths.joined(separator: " ")) of \(document)" }

        init(_ document: String, _ paths: [String], _ rest: String) {
            self.document = document
            self.paths = paths
            self.rest = rest
        }
    }

    static let removals = [
        Removal(#"{"a":1,"user":"x","user":"y"}"#, ["$.user"], #"{"a":1}"#),
        Removal(#"{"m":[{"id":1,"c":2},{"id":3},4]}"#, ["$.m[*].id"], #"{"m":[{"c":2},{},4]}"#),
        Removal(#"{"m":[1,2,3]}"#, ["$.m[1]"], #"{"m":[1,3]}"#),
        Removal(#"{"m":[1,2,3]}"#, ["$.m[0]", "$.m[1]"], #"{"m":[3]}"#),
        Removal(#"{"m":[1,2,3]}"#, ["$.m[*]"], #"{"m":[]}"#),
        Removal(#"{"m":[1,2,3]}"#, ["$.m[9]", "$.x.y", "$.m.a", "$.m[0].b"], #"{"m":[1,2,3]}"#),
        Removal(#"{"id":1,"a":{"id":{"id":2},"b":[{"id":3,"c":4}]}}"#, ["$..id"], #"{"a":{"b":[{"c":4}]}}"#),
        Removal(#"{"a":{"x":{"b":1,"a":{"x":2,"y":3}}}}"#, ["$..a.x"], #"{"a":{}}"#),
        Removal(#"{"x":{"a":{"k":1,"z":0}},"a":{"a":{"k":2}}}"#, ["$..a.k"], #"{"x":{"a":{"z":0}},"a":{"a":{}}}"#),
        Removal(#"{"a":1,"b":2}"#, ["$.*"], "{}"),
        Removal(#""text""#, ["$.a"], #""text""#),
        Removal(#"{"a":{"b":1}}"#, ["$.a", "$.a.b"], "{}"),
    ]

    @Test(arguments: removals)
    func `removes what paths name`(_ row: Removal) throws {
        let document = try JSONValue(parsing: Array(row.document.utf8))
        #expect(document.removing(try row.paths.map { try JSONPath($0) }).text() == row.rest)
    }

    @Test func `removes the whole document by the path to the root`() {
        #expect(JSONValue.array([1]).removing(JSONPath(steps: [])) == .null)
        #expect(JSONValue.array([1]).removing([]) == [1])
    }
}
