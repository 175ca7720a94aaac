// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckYAML
import Testing

struct YAMLReaderTests {
    @Test(
        arguments: [
            ("a", "a"), ("'1'", "1"), ("1", 1), ("-0.5", .decimal(-0.5)), ("1.0.0", "1.0.0"),
            ("2026-11-28", "2026-11-28"),
            ("0x1F", "0x1F"), ("~", nil), ("NULL", nil), ("True", true), ("false", false), ("yes", "yes"),
            ("'true'", "true"),
        ] as [(String, JSONValue)]
    )
    func `a scalar is what JSON takes it for, else text`(yaml: String, value: JSONValue) throws {
        #expect(try YAMLReader.value("- \(yaml)\n") == [value])
    }

    @Test func `aliases are followed, and keys keep their order`() throws {
        let value = try YAMLReader.value("b: &x [1, two]\na: *x\n")
        #expect(value?.text() == #"{"b":[1,"two"],"a":[1,"two"]}"#)
    }

    @Test func `an empty document has no value`() throws {
        #expect(try YAMLReader.value("") == nil)
        #expect(try YAMLReader.value("# nothing\n") == nil)
    }

    @Test(arguments: [
        ("a: [1", 2, "did not find expected ',' or ']'"), ("a: 1\na: 2\n", 1, "a key stands twice in one map"),
        ("a: *b", 1, "found undefined alias"),
    ])
    func `what is not YAML is named with its line`(yaml: String, line: Int, reason: String) throws {
        let error = try #require(throws: YAMLError.self) { try YAMLReader.value(yaml) }
        #expect(error.reason == "the YAML is not readable: \(reason)")
        #expect(error.line == line)
    }

    @Test func `nesting and unfolding are bounded`() throws {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: YAMLError.self) { try YAMLReader.value(deep) }
        let bomb = "a: &a [x, x, x, x]\nb: [*a, *a, *a, *a]\n"
        #expect(throws: Never.self) { try YAMLReader.value(bomb) }
        let error = try #require(throws: YAMLError.self) {
            try YAMLReader.value(bomb, limits: YAMLLimits(elements: 30))
        }
        #expect(error.problem == .tooManyElements(limit: 30))
    }
}
