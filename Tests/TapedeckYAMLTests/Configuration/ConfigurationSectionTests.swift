// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckYAML

@Suite struct ConfigurationSectionTests {
    private static func section(_ text: String) throws -> ConfigurationSection {
        try #require(try ConfigurationSection(Array(text.utf8), file: "t.yaml"))
    }

    private static func message(_ text: String, _ read: (ConfigurationSection) throws -> Void) throws -> String? {
        let section = try section(text)
        return #expect(throws: ConfigurationError.self) { try read(section) }?.message
    }

    @Test func `values are read by their kind`() throws {
        let section = try Self.section(
            "text: one\nnumber: 1_000\nfraction: 0.5\nflag: no\nlist: [a, b]\nsingle: a\nmap: {key: value}\nempty:\n"
        )
        #expect(try section.text("text") == "one")
        #expect(try section.integer("number") == 1000)
        #expect(try section.number("fraction") == 0.5)
        #expect(try section.flag("flag") == false)
        #expect(try section.texts("list") == ["a", "b"])
        #expect(try section.texts("single") == ["a"])
        #expect(try section.section("map")?.text("key") == "value")
        #expect(section.keys.count == 8)
    }

    @Test func `a key without a value counts as absent`() throws {
        let section = try Self.section("empty:\nnothing: ~\nquoted: \"~\"\n")
        #expect(try section.text("empty") == nil && section.line(of: "empty") == nil)
        #expect(try section.integer("nothing") == nil)
        #expect(try section.text("quoted") == "~" && section.line(of: "quoted") == 3)
        #expect(try section.text("elsewhere") == nil)
    }

    @Test func `errors name file, line, key and what is expected`() throws {
        #expect(
            try Self.message("a: 1\nprot: 2\n") { try $0.allow(["a", "port"]) }
                == "t.yaml, line 2: the configuration has the unknown key 'prot'. Did you mean 'port'?"
        )
        #expect(
            try Self.message("a: x\n") { _ = try $0.integer("a") }
                == "t.yaml, line 1: 'a' must be a whole number, not \"x\"."
        )
        #expect(
            try Self.message("a: 9\n") { _ = try $0.integer("a", 0...8) }
                == "t.yaml, line 1: 'a' must be a whole number from 0 to 8, not \"9\"."
        )
        #expect(
            try Self.message("a: '9'\n") { _ = try $0.number("a") }
                == "t.yaml, line 1: 'a' must be a number, not \"9\"."
        )
        #expect(
            try Self.message("a:\n  - {b: 1}\n") { _ = try $0.texts("a") }
                == "t.yaml, line 2: 'a' must be a list of texts."
        )
        #expect(
            try Self.message("a: [b]\n") { _ = try $0.section("a") }
                == "t.yaml, line 1: 'a' must be a map of keys and values."
        )
        #expect(
            try Self.message("a: {}\n") { _ = try $0.section("a")?.requiredText("b") }
                == "t.yaml, line 1: 'a' needs the key 'b'."
        )
        let section = try Self.section("a: 1\n")
        #expect(section.error("a", "no.").message == "t.yaml, line 1: 'a': no.")
        #expect(section.remark("a", "So.").message == "t.yaml, line 1: So.")
    }

    @Test(arguments: ["", "# nothing but a comment\n", "---\n", "~\n"])
    func `a file without content is no section`(_ text: String) throws {
        #expect(try ConfigurationSection(Array(text.utf8), file: "t.yaml") == nil)
    }

    @Test(arguments: [
        ("- a\n", "must be a map"), ("a: [", "line 2"), ("a: 1\na: 2\n", "twice"), ("\u{0}", "not readable"),
        (String(repeating: "[", count: 100_000), "nested deeper"),
        (String(repeating: "x", count: 300_000), "300000 bytes"),
    ])
    func `what is no configuration is refused`(_ text: String, _ words: String) throws {
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationSection(Array(text.utf8), file: "t.yaml")
        }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test func `a file in another encoding is refused with the remedy`() {
        let error = #expect(throws: ConfigurationError.self) { try ConfigurationSection([0xFF, 0xFE], file: "t.yaml") }
        #expect(error?.message == "t.yaml is not UTF-8. Convert it first: iconv -t UTF-8.")
    }
}
