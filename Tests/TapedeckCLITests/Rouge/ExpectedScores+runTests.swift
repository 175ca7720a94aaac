// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct ExpectedScoresTests {
    static let good = """
        {"reference": "the cat sat on the mat", "prediction": "the cat sat on a mat"}
        {"reference": "one two three", "prediction": "one two"}
        {"reference": "red", "prediction": "blue"}

        """
    static let worse = good.replacing("\"one two\"", with: "\"one\"").replacing("on a mat", with: "on a hat")

    @Test func `the same figures pass`() throws {
        let binary = try RougeBinary()
        try binary.write("pairs.jsonl", Self.good)
        let results = try binary.run("--pairs", "pairs.jsonl", "--json", "--per-pair", "scores.jsonl")
        try binary.write("results.json", results.output)
        let outcome = try binary.run(
            "--pairs",
            "pairs.jsonl",
            "--json",
            "--expect",
            "results.json",
            "--expect",
            "scores.jsonl"
        )
        #expect(outcome.output == results.output)
        #expect(
            outcome.errors == """
                results.json: 14 figures agree in every bit
                scores.jsonl: 3 pairs agree in every bit

                """
        )
        #expect(outcome.status == 0)
    }

    @Test func `figures that moved are listed, and the samples that moved most are named first`() throws {
        let binary = try RougeBinary()
        try binary.write("good.jsonl", Self.good)
        try binary.write("worse.jsonl", Self.worse)
        let results = try binary.run(
            "--pairs",
            "good.jsonl",
            "--json",
            "--metrics",
            "rouge1",
            "--per-pair",
            "scores.jsonl"
        )
        try binary.write("results.json", results.output)
        let outcome = try binary.run(
            "--pairs",
            "worse.jsonl",
            "--metrics",
            "rouge1",
            "--expect",
            "results.json",
            "--expect",
            "scores.jsonl"
        )
        #expect(
            outcome.errors == """
                results.json: 3 of 5 figures do not agree in every bit
                figure, scores in percent  expected    got  difference
                rouge1.mean.precision         61.11  55.56       -5.56
                rouge1.mean.recall            50.00  33.33      -16.67
                rouge1.mean.fmeasure          54.44  38.89      -15.56
                scores.jsonl: 2 of 3 pairs do not agree in every bit
                sample  figure, scores in percent  expected    got  difference
                1       rouge1.recall                 66.67  33.33      -33.33
                0       rouge1.precision              83.33  66.67      -16.67

                """
        )
        #expect(outcome.status == 1)
    }

    @Test func `a tolerance accepts small moves`() throws {
        let binary = try RougeBinary()
        try binary.write("pairs.jsonl", Self.good)
        try binary.write("results.json", #"{"model_name": "m", "num_samples": 3, "rouge1": 0.5444}"#)
        let strict = try binary.run("--pairs", "pairs.jsonl", "--expect", "results.json")
        #expect(strict.status == 1)
        let loose = try binary.run("--pairs", "pairs.jsonl", "--expect", "results.json", "--tolerance", "0.0001")
        #expect(loose.errors == "results.json: 2 figures agree within 0.0001\n")
        #expect(loose.status == 0)
    }

    @Test func `another number of pairs, stemmer or metric does not pass, whatever the tolerance`() throws {
        let binary = try RougeBinary()
        try binary.write("pairs.jsonl", Self.good)
        try binary.write(
            "results.json",
            #"{"count": 4, "stemmer": true, "metrics": {"rouge9": {"mean": {"fmeasure": 0}}}}"#
        )
        let outcome = try binary.run("--pairs", "pairs.jsonl", "--expect", "results.json", "--tolerance", "1")
        #expect(
            outcome.errors == """
                results.json: 3 of 3 figures do not agree within 1.0
                figure, scores in percent  expected           got  difference
                count                             4             3        -1.0
                stemmer                        true         false
                rouge9.mean.fmeasure           0.00  not computed

                """
        )
        #expect(outcome.status == 1)
    }

    @Test func `pairs that are missing or new are named`() throws {
        let binary = try RougeBinary()
        try binary.write("good.jsonl", Self.good)
        _ = try binary.run("--pairs", "good.jsonl", "--metrics", "rouge1", "--per-pair", "scores.jsonl")
        let scores = try binary.read("scores.jsonl").split(separator: "\n")
        try binary.write("other.jsonl", scores[0] + "\n" + scores[2].replacing(":2,", with: ":5,") + "\n")
        let outcome = try binary.run("--pairs", "good.jsonl", "--metrics", "rouge1", "--expect", "other.jsonl")
        #expect(
            outcome.errors == """
                other.jsonl: 3 of 4 pairs do not agree in every bit
                sample  figure, scores in percent      expected           got  difference
                1       pair                       not expected        scored
                2       pair                       not expected        scored
                5       rouge1.precision                   0.00  not computed

                """
        )
        #expect(outcome.status == 1)
    }

    @Test(arguments: [
        ("", 65, "holds no ROUGE figures. Give a file that --json or --per-pair has written."),
        ("{}", 65, "holds no ROUGE figures. Give a file that --json or --per-pair has written."),
        ("{", 65, ": not JSON at byte 2: expected a key in quotes."),
        (
            #"{"rouge1": 39.97}"#, 65,
            "rouge1.mean.fmeasure is 39.97, but scores are between 0 and 1. Divide percentages by 100."
        ),
        (
            #"{"bootstrap":{"confidence":0.9,"resamples":10,"seed":1},"metrics":{"rouge1":{"low":{"recall":0.1}}}}"#,
            64,
            "holds intervals. Add --confidence 0.9 --seed 1 --resamples 10 to compute them too."
        ),
    ])
    func `a file that cannot be compared is refused before anything is scored`(
        text: String,
        status: Int32,
        message: String
    ) throws {
        let binary = try RougeBinary()
        try binary.write("pairs.jsonl", Self.good)
        try binary.write("expected.json", text)
        let outcome = try binary.run("--pairs", "pairs.jsonl", "--expect", "expected.json")
        #expect(outcome.errors.hasPrefix("Error: expected.json"))
        #expect(outcome.errors.hasSuffix(message + "\n"))
        #expect(outcome.output == "")
        #expect(outcome.status == status)
    }

    @Test func `a move that two decimals would not show is shown to the last bit`() throws {
        let binary = try RougeBinary()
        try binary.write("pairs.jsonl", Self.good)
        try binary.write("results.json", #"{"rouge1": 0.54444}"#)
        let outcome = try binary.run("--pairs", "pairs.jsonl", "--expect", "results.json")
        #expect(outcome.errors.contains("54.444 "))
        #expect(outcome.errors.contains("54.44444444444444 "))
    }

    @Test func `pairs with ids are compared by them, whatever their order`() throws {
        let binary = try RougeBinary()
        let lines = Self.good.split(separator: "\n").enumerated().map { number, line -> String in
            line.replacing("{", with: "{\"id\": \"d\(number)\", ", maxReplacements: 1) + "\n"
        }
        try binary.write("pairs.jsonl", lines.joined())
        _ = try binary.run("--pairs", "pairs.jsonl", "--id-key", "id", "--per-pair", "scores.jsonl")
        try binary.write(
            "other.jsonl",
            [lines[2], lines[0], lines[1].replacing("\"one two\"", with: "\"one\"")].joined()
        )
        let moved = try binary.run("--pairs", "other.jsonl", "--id-key", "id", "--expect", "scores.jsonl")
        #expect(moved.status == 1)
        #expect(moved.errors.contains("scores.jsonl: 1 of 3 pairs do not agree"))
        #expect(moved.errors.contains("\nd1 "))
        try binary.write("same.jsonl", lines.reversed().joined())
        let same = try binary.run("--pairs", "same.jsonl", "--id-key", "id", "--expect", "scores.jsonl")
        #expect(same.errors == "scores.jsonl: 3 pairs agree in every bit\n")
        #expect(same.status == 0)
    }

    @Test func `samples may have whole scores beside the results`() throws {
        let binary = try RougeBinary()
        try binary.write("pairs.jsonl", Self.good)
        let run = ["--pairs", "pairs.jsonl", "--metrics", "rouge1"]
        let results = try binary.run(arguments: run + ["--json", "--per-pair", "scores.jsonl"])
        let samples = try binary.read("scores.jsonl").split(separator: "\n").joined(separator: ",")
        try binary.write("results.json", results.output.replacing("}\n", with: ",\"samples\":[\(samples)]}"))
        let same = try binary.run(arguments: run + ["--expect", "results.json"])
        #expect(same.errors == "results.json: 5 figures agree in every bit\n")
        try binary.write("pairs.jsonl", Self.worse)
        let moved = try binary.run(arguments: run + ["--expect", "results.json"])
        #expect(moved.errors.contains("\n1       rouge1.recall                 66.67  33.33"))
    }
}
