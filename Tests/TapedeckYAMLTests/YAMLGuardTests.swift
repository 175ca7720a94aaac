// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckYAML

struct YAMLGuardTests {
    private func check(_ text: String, elements: Int, bytes: Int = .max) throws(YAMLError) {
        try YAMLGuard.check(Array(text.utf8)[...], limits: YAMLLimits(elements: elements, textBytes: bytes))
    }

    @Test(arguments: [
        "'[[[[ - - - : : {{{ ''quoted'' &a *a *a'", #""[[[[ - - - \" : : {{{ &a *a""#,
        "|\n  - [[[[\n  'open\n  a: &a\n",
        ">-\n\n    - [[[\n    \"open\n", "|2\n   - [,,,\n  ' : :\n", "!!binary |\n  [[[,,\n\n  ::\n",
        "it's [,,,] {,,}\n  :' x",
        "'one\n\n  two: [,,,] - \n\n  - three'",
    ])
    func `takes a text for one element, whatever it looks like`(scalar: String) throws {
        try check("key: \(scalar)\nnext: x\n", elements: 6)
        try check("- \(scalar)\n- x\n", elements: 4)
    }

    @Test func `counts what stands after a text`() throws {
        for text in ["'a'", "\"a\"", "|\n  a", "|-\n  - 'a\n\n", ">1\n a", "a\n  b", "''", "|+\n", "a'b", "# '\n  a"] {
            let document = "k: \(text)\nl:\n" + String(repeating: "- x\n", count: 10)
            #expect(throws: YAMLError.self, "\(text)") { try check(document, elements: 20) }
            try check(document, elements: 26)
        }
    }

    @Test func `counts an alias as often as it is followed`() throws {
        let document = "a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\nb: [*a, *a, *a, *a]\n"
        try check(document, elements: 140)
        #expect(throws: YAMLError.self) { try check(document, elements: 60) }
        let block = "a: &a\n- 1\n- 2\n- 3\n- 4\n- 5\n- 6\nb:\n- *a\n- *a\n- *a\n- *a\n- *a\n- *a\n"
        try check(block, elements: 120)
        #expect(throws: YAMLError.self) { try check(block, elements: 60) }
    }

    @Test func `ends the value of an anchor where its block ends`() throws {
        let document = "- &a {x: 1}\n- &b\n  y: 2\n- &c text\n" + String(repeating: "- [*a, *b, *c]\n", count: 100)
        try check(document, elements: 3_000)
    }

    @Test func `counts the bytes of aliases`() throws {
        let document = "a: &a xxxxxxxxxx\nb: [*a, *a, *a, *a]\n"
        try check(document, elements: 100, bytes: 60)
        #expect(throws: YAMLError.self) { try check(document, elements: 100, bytes: 45) }
    }
}
