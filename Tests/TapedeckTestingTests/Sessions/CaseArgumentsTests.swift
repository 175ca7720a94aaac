// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckTesting

struct CaseArgumentsTests {
    enum Language: CaseIterable {
        case english, german
    }

    @Test func `a test without parameters has none`() {
        #expect(CaseArguments(Test.Case.current) == .none)
    }

    @Test(arguments: Language.allCases, [1])
    func `arguments are described as Swift Testing shows them`(language: Language, count: Int) {
        let expected = CaseArguments([language == .english ? ".english" : ".german", "1"])
        #expect(CaseArguments(Test.Case.current) == expected)
    }

    @Test(arguments: ["once", "once"])
    func `cases with equal arguments are told apart`(text: String) throws {
        let arguments = CaseArguments(Test.Case.current)
        #expect(arguments.texts == [#""once""#])
        #expect((0...1).contains(arguments.repetition))
    }
}
