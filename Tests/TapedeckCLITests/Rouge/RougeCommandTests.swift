// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite struct RougeCommandTests {
    static let pairs = """
        {"id": "x", "reference": "the cat sat\\non the mat", "prediction": "the cat lay\\non a mat"}
        {"id": [2], "reference": ["a dog", "the dogs barked"], "prediction": "The dog barks"}
        {"prediction": "", "reference": "nothing", "id": null}

        """

    @Test func `a table of means in percent is the default`() throws {
        let binary = try RougeBinary()
        try binary.write("pairs.jsonl", Self.pairs)
        let outcome = try binary.run("--pairs", "pairs.jsonl", "--stemmer")
        #expect(
            outcome.output == """
                3 pairs, stemmed, means in percent
                metric     precision  recall      F
                rouge1         55.56   55.56  55.56
                rouge2         40.00   40.00  40.00
                rougeL         55.56   55.56  55.56
                rougeLsum      55.56   55.56  55.56

                """
        )
        #expect(outcome.errors == "")
        #expect(outcome.status == 0)
    }

    @Test func `json has every bit, in the order of the metrics`() throws {
        let binary = try RougeBinary()
        try binary.write("pairs.jsonl", Self.pairs)
        let outcome = try binary.run("--pairs", "pairs.jsonl", "--json", "--metrics", "rougeL,rouge1")
        #expect(
            outcome.output == #"""
                {"count":3,"stemmer":false,"metrics":{"rougeL":{"mean":{"precision":0.3333333333333333,"recall":0.38888888888888884,"fmeasure":0.35555555555555557}},"rouge1":{"mean":{"precision":0.3333333333333333,"recall":0.38888888888888884,"fmeasure":0.35555555555555557}}}}

                """#
        )
        #expect(outcome.status == 0)
    }

    @Test func `a confidence adds intervals to json and table`() throws {
        let binary = try RougeBinary()
        try binary.write("pairs.jsonl", Self.pairs)
        let json = try binary.run(
            "--pairs",
            "pairs.jsonl",
            "--json",
            "--metrics",
            "rouge1",
            "--confidence",
            "0.9",
            "--seed",
            "3",
            "--resamples",
            "20"
        )
        #expect(
            json.output.hasPrefix(
                #"{"count":3,"stemmer":false,"bootstrap":{"confidence":0.9,"resamples":20,"seed":3},"metrics":{"rouge1":{"mean":{"#
            )
        )
        for level in ["low", "mid", "high"] { #expect(json.output.contains("\"\(level)\":{\"precision\":")) }
        let table = try binary.run("--pairs", "pairs.jsonl", "--confidence", "0.95")
        #expect(table.output.contains("95 % interval of F  median of F\n"))
        #expect(table.output.hasPrefix("3 pairs, not stemmed, means in percent; 1000 resamples, seed 0\n"))
    }

    @Test func `scores of pairs are written in input order`() throws {
        let binary = try RougeBinary()
        try binary.write("pairs.jsonl", Self.pairs)
        let outcome = try binary.run(
            "--pairs",
            "pairs.jsonl",
            "--metrics",
            "rouge1",
            "--per-pair",
            "scores.jsonl",
            "--id-key",
            "id",
            "--stemmer"
        )
        #expect(outcome.status == 0)
        #expect(
            try binary.read("scores.jsonl") == #"""
                {"index":0,"id":"x","rouge1":{"precision":0.6666666666666666,"recall":0.6666666666666666,"fmeasure":0.6666666666666666}}
                {"index":1,"id":[2],"rouge1":{"precision":1.0,"recall":1.0,"fmeasure":1.0}}
                {"index":2,"id":null,"rouge1":{"precision":0.0,"recall":0.0,"fmeasure":0.0}}

                """#
        )
    }

    @Test func `two text files are compared line by line`() throws {
        let binary = try RougeBinary()
        try binary.write("refs.txt", "\u{FEFF}a b c\r\n\r\nd")
        try binary.write("out.txt", "a b c\n\nd\n")
        let outcome = try binary.run(
            "--references",
            "refs.txt",
            "--candidates",
            "out.txt",
            "--metrics",
            "rouge1",
            "--per-pair",
            "scores.jsonl"
        )
        #expect(outcome.output.hasPrefix("3 pairs"))
        let lines = try binary.read("scores.jsonl").split(separator: "\n")
        #expect(lines.map { $0.contains("1.0") } == [true, false, true])
        let piped = try binary.run(
            "--references",
            "refs.txt",
            "--candidates",
            "-",
            "--metrics",
            "rouge1",
            input: "a b c\n\nd\n"
        )
        #expect(piped == outcome)
    }

    @Test(arguments: ["1", "2", "7"])
    func `the output does not depend on the number of threads`(threads: String) throws {
        let binary = try RougeBinary()
        let line = #"{"reference":"a b c N","prediction":"a b N d"}"#
        let pairs = (0..<9_000).map { line.replacing("N", with: "w\($0 % 613)") }.joined(separator: "\n")
        try binary.write("pairs.jsonl", pairs)
        let all = try binary.run("--pairs", "pairs.jsonl", "--stream")
        #expect(all.output.split(separator: "\n").count == 9_000)
        #expect(try binary.run("--pairs", "pairs.jsonl", "--stream", "--threads", threads) == all)
        let json = try binary.run("--pairs", "pairs.jsonl", "--json", "--confidence", "0.95", "--resamples", "10")
        #expect(
            try binary.run(
                "--pairs",
                "pairs.jsonl",
                "--json",
                "--confidence",
                "0.95",
                "--resamples",
                "10",
                "--threads",
                threads
            )
                == json
        )
    }

    @Test func `the locale does not matter`() throws {
        let binary = try RougeBinary()
        try binary.write("pairs.jsonl", Self.pairs)
        let usual = try binary.run("--pairs", "pairs.jsonl", "--stemmer", "--json")
        for locale in ["tr_TR.UTF-8", "de_DE.UTF-8", "C"] {
            let outcome = try binary.run(
                "--pairs",
                "pairs.jsonl",
                "--stemmer",
                "--json",
                environment: ["LC_ALL": locale, "LANG": locale]
            )
            #expect(outcome == usual)
        }
    }

    @Test func `help shows examples and exit codes`() throws {
        let help = try RougeBinary().run("--help")
        #expect(help.status == 0)
        for part in ["tapedeck rouge --pairs pairs.jsonl --stemmer", "Exit codes: 0 done", "--skip-bad"] {
            #expect(help.output.contains(part))
        }
    }
}
