// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

@Suite struct GraderFormulaTests {
    private let names: [(name: String, value: Double)] = [("a", 0.5), ("b", 1), ("text similarity", 0.25), ("x1", 4)]

    @Test(arguments: [
        ("1", 1), ("0.5 * a + 0.5 * b", 0.75), ("a - b - 1", -1.5), ("2 + 3 * 4 ^ 2", 50), ("(2 + 3) * 4", 20),
        ("-a ^ 2", -0.25), ("2 ^ -1", 0.5), ("2 ^ 3 ^ 2", 512), ("8 / 4 / 2", 1), ("--1", 1), ("1e2", 100),
        ("1.5E-1", 0.15), ("min(a, b, 3)", 0.5), ("max(a, b)", 1), ("abs(-2)", 2), ("floor(1.7) + ceil(1.2)", 3),
        ("sqrt(x1)", 2), ("text_similarity", 0.25), (" a\n+\tb ", 1.5), ("b and_more", .nan),
    ])
    func `a formula has the value of ordinary arithmetic`(formula: String, value: Double) throws {
        guard value.isFinite else {
            #expect(throws: GraderProblem.self) { try GraderFormula(formula).value(of: names) }
            return
        }
        #expect(try GraderFormula(formula).value(of: names) == value)
    }

    @Test func `functions are the natural ones`() throws {
        #expect(abs(try GraderFormula("exp(1)").value(of: []) - 2.718281828459045) < 1e-12)
        #expect(abs(try GraderFormula("log(exp(2))").value(of: []) - 2) < 1e-12)
        #expect(abs(try GraderFormula("2 ^ 0.5").value(of: []) - 1.4142135623730951) < 1e-12)
    }

    @Test(arguments: [
        "", "1 +", "(1", "1)", "1 2", "a b", "min()", "abs(1, 2)", "*1", "1..2", "$", "a.b",
        String(repeating: "(", count: 100) + "1" + String(repeating: ")", count: 100),
        String(repeating: "-", count: 2000) + "1",
    ])
    func `a formula that cannot be read says so`(formula: String) throws {
        let problem = try #require(throws: GraderProblem.self) { try GraderFormula(formula).value(of: names) }
        #expect(problem.kind == .formula)
    }

    @Test func `an unknown name is told with those there are`() throws {
        let problem = try #require(throws: GraderProblem.self) { try GraderFormula("a + nope").value(of: names) }
        #expect(problem.kind == .variable && problem.message.contains("'nope'") && problem.message.contains("a, b"))
    }

    @Test(arguments: ["1 / 0", "log(0)", "sqrt(-1)", "exp(700) * exp(700)", "0 ^ -1", "(-8) ^ 0.5"])
    func `a value that is no finite number is another problem`(formula: String) throws {
        let problem = try #require(throws: GraderProblem.self) { try GraderFormula(formula).value(of: names) }
        #expect(problem.kind == .other)
    }
}
