// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckTesting

struct TestNameTests {
    private func name(_ components: String..., arguments: CaseArguments = .none) -> TestName {
        TestName(module: "ChatTests", components: components, arguments: arguments)
    }

    @Test func `a test is named as swift test lists it`() {
        let name = name("Tools", "answers(_:)")
        #expect(name.session == "ChatTests.Tools/answers(_:)")
        #expect(name.filter == #"ChatTests.Tools/answers\("#)
        #expect(name.cassette == "Tools/answers")
    }

    @Test func `a raw identifier keeps its backticks where they are compared`() {
        let name = name("Tools", "`answers (with two) tools, it's true`()")
        #expect(name.session == "ChatTests.Tools/`answers (with two) tools, it's true`()")
        #expect(name.filter == #"ChatTests.Tools/`answers \(with two\) tools, it.s true`"#)
        #expect(name.cassette == "Tools/answers-with-two-tools-it-s-true")
    }

    @Test func `a case is named by its arguments`() {
        let name = name("answers(_:)", arguments: CaseArguments(["\"en\"", "2"], repetition: 1))
        #expect(name.session == #"ChatTests.answers(_:)["en", 2]#2"#)
        #expect(name.cassette == "answers")
    }

    @Test func `a long name ends with a digest and stays below the limit`() {
        let one = name("answers(_:)", arguments: CaseArguments([String(repeating: "é", count: 300) + "1"]))
        let other = name("answers(_:)", arguments: CaseArguments([String(repeating: "é", count: 300) + "2"]))
        #expect(one.session != other.session)
        #expect(one.session.utf8.count <= 256)
        #expect(one.session.hasPrefix("ChatTests.answers(_:)[éé"))
    }

    @Test func `a function of XCTest is named by its file`() {
        let name = TestName(function: "testTools()", fileID: "ChatTests/ToolsTests.swift")
        #expect(name.session == "ChatTests.ToolsTests/testTools()")
        #expect(name.filter == "/testTools")
    }

    @Test func `the running test is known by its name`() throws {
        let name = try #require(TestName.ofRunningTest)
        #expect(name.session == "TapedeckTestingTests.TestNameTests/`the running test is known by its name`()")
    }
}
