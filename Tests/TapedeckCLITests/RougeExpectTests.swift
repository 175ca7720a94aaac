// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct RougeExpectTests {
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
                figure                           expected                  got            difference
                rouge1.mean.precision  0.6111111111111112   0.5555555555555555  -0.05555555555555569
                rouge1.mean.recall                    0.5   0.3333333333333333  -0.16666666666666669
                rouge1.mean.fmeasure   0.5444444444444444  0.38888888888888884  -0.15555555555555556
                scores.jsonl: 2 of 3 pairs do not agree in every bit
                sample  figure                      expected                 got            difference
                1       rouge1.recall     0.6666666666666666  0.3333333333333333   -0.3333333333333333
                0       rouge1.precision  0.8333333333333334  0.6666666666666666  -0.16666666666666674

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
                figure                expected           got  difference
                count                        4             3        -1.0
                stemmer                   true         false
                rouge9.mean.fmeasure       0.0  not computed

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
                sample  figure                expected           got  difference
                1       pair              not expected        scored
                2       pair              not expected        scored
                5       rouge1.precision           0.0  not computed

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
}
