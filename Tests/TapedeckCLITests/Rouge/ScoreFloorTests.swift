// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

/// Gates with one side: `--min` and `--no-worse-than`.
@Suite struct ScoreFloorTests {
    private func run(_ arguments: String..., pairs: String = ExpectedScoresTests.good) throws -> RougeBinary.Outcome {
        let binary = try RougeBinary()
        try binary.write("good.jsonl", ExpectedScoresTests.good)
        try binary.write("pairs.jsonl", pairs)
        let results = try binary.run("--pairs", "good.jsonl", "--json", "--per-pair", "scores.jsonl")
        try binary.write("results.json", results.output)
        return try binary.run(arguments: ["--pairs", "pairs.jsonl"] + arguments)
    }

    @Test(arguments: [
        ("rouge1=0.5", "--min: rouge1 is 54.44 percent, no less than 50.00", Int32(0)),
        ("rouge1=0.60", "--min: rouge1 is 54.44 percent, less than 60.00", 1),
        ("rouge1.recall=0.5", "--min: rouge1.recall is 50.00 percent, no less than 50.00", 0),
        ("rouge9=0.1", "--min: rouge9 was not computed", 1),
        ("rouge1=0.54445", "--min: rouge1 is 54.44444444444444 percent, less than 54.445", 1),
    ])
    func `a figure must reach the least that is given`(argument: String, line: String, status: Int32) throws {
        let outcome = try run("--min", argument)
        #expect(outcome.errors == line + "\n")
        #expect(outcome.status == status)
    }

    @Test(arguments: [
        ("rouge1", "it has no number"), ("rouge1=60", "divide percentages by 100"), ("rouge0=0.1", "is no figure"),
        ("rouge1.f=0.1", "is no figure"), ("rouge1=nan", "it has no number"),
    ])
    func `what is no floor is refused, with how to write one`(argument: String, reason: String) throws {
        let outcome = try run("--min", argument)
        #expect(outcome.errors.contains(reason) && outcome.errors.contains("rouge1=0.60"))
        #expect(outcome.status == 64)
    }

    @Test func `perfect predictions are no worse, and worse ones are`() throws {
        let perfect = ExpectedScoresTests.good.replacing("\"one two\"", with: "\"one two three\"")
        #expect(try run("--no-worse-than", "results.json", pairs: perfect).status == 0)
        #expect(try run("--expect", "results.json", "--tolerance", "0.01", pairs: perfect).status == 1)
        let worse = try run("--no-worse-than", "results.json", pairs: ExpectedScoresTests.worse)
        #expect(worse.errors.contains("--no-worse-than results.json: rouge1 is 38.89 percent, less than 54.44"))
        #expect(worse.status == 1)
        #expect(
            try run("--no-worse-than", "results.json", "--tolerance", "0.6", pairs: ExpectedScoresTests.worse).status
                == 0
        )
    }

    @Test func `figures of another number of pairs cannot be told to be no worse`() throws {
        let lines = ExpectedScoresTests.good.split(separator: "\n")
        let outcome = try run("--no-worse-than", "results.json", pairs: lines[0] + "\n")
        #expect(outcome.errors.contains("count is 1, but 3 there"))
        #expect(outcome.status == 1)
    }

    @Test func `scores of pairs are no results`() throws {
        let outcome = try run("--no-worse-than", "scores.jsonl")
        #expect(outcome.errors.contains("holds scores of pairs"))
        #expect(outcome.status == 65)
    }
}
