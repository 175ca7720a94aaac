// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite struct PairSourceTests {
    struct BadLine: Sendable, CustomStringConvertible {
        let line: String
        let message: String

        var description: String { line }
    }

    static let remedy = ". Correct the line, or leave such lines out with --skip-bad.\n"

    @Test(arguments: [
        BadLine(line: "{}", message: ": no key \"prediction\" (there is none): name it with --candidate-key"),
        BadLine(
            line: #"{"summary":"a","prediction":"b"}"#,
            message: #": no key "reference" (there are "summary", "prediction"): name it with --reference-key"#
        ),
        BadLine(
            line: #"{"reference":[],"prediction":"b"}"#,
            message: #": the list under "reference" is empty: a pair needs a reference"#
        ),
        BadLine(
            line: #"{"reference":["a",1],"prediction":"b"}"#,
            message: #": "reference" is a list of other things than texts, not a text or a list of texts"#
        ),
        BadLine(
            line: #"{"reference":null,"prediction":"b"}"#,
            message: #": "reference" is null, not a text or a list of texts"#
        ),
        BadLine(line: #"{"reference":"a","prediction":7}"#, message: #": "prediction" is a number, not a text"#),
        BadLine(line: #"{"reference":"a","prediction":["b"]}"#, message: #": "prediction" is a list, not a text"#),
        BadLine(line: "[1, 2]", message: ": JSON, but not an object in { }"),
        BadLine(line: #"{"reference":"a" "prediction":"b"}"#, message: #":18: not JSON: expected "," or "}""#),
        BadLine(line: #"{"reference":"a"#, message: ":16: not JSON: a text without its closing quote"),
        BadLine(
            line: #"{"reference":"a","prediction":"b"} x"#,
            message: ":36: not JSON: expected nothing more after the value"
        ),
        BadLine(
            line: #"{"a":NaN}"#,
            message: ":6: not JSON: 'a' is NaN, which JSON does not have; write null, or leave it out"
        ),
        BadLine(line: #"{"a":"\x"}"#, message: ":8: not JSON: an unknown escape"),
        BadLine(
            line: "{\"a\":\"\t\"}",
            message: ":7: not JSON: a control character in a text must be written as an escape"
        ),
    ])
    func `a bad line is named with its number and the remedy`(bad: BadLine) throws {
        let binary = try RougeBinary()
        try binary.write("pairs.jsonl", "{\"reference\":\"a\",\"prediction\":\"a\"}\n\n" + bad.line + "\n")
        let outcome = try binary.run("--pairs", "pairs.jsonl")
        #expect(outcome.errors == "Error: pairs.jsonl:3" + bad.message + Self.remedy)
        #expect(outcome.output == "")
        #expect(outcome.status == 65)
    }

    @Test func `bad lines can be left out and are counted`() throws {
        let binary = try RougeBinary()
        let good = "{\"reference\":\"a\",\"prediction\":\"a\"}\n"
        try binary.write("pairs.jsonl", good + "oops\n" + good + "{}\n[]\n3\n7\n")
        let outcome = try binary.run("--pairs", "pairs.jsonl", "--skip-bad", "--json", "--metrics", "rouge1")
        #expect(
            outcome.output == #"""
                {"count":2,"stemmer":false,"skipped":5,"metrics":{"rouge1":{"mean":{"precision":1.0,"recall":1.0,"fmeasure":1.0}}}}

                """#
        )
        #expect(
            outcome.errors == """
                skipped pairs.jsonl:2:1: not JSON: expected a value
                skipped pairs.jsonl:4: no key "prediction" (there is none): name it with --candidate-key
                skipped pairs.jsonl:5: JSON, but not an object in { }
                skipped 2 more
                5 of 7 lines skipped

                """
        )
        #expect(outcome.status == 0)
    }

    @Test func `a line may be too long, and the next is still read`() throws {
        let binary = try RougeBinary()
        let good = "{\"reference\":\"a\",\"prediction\":\"a\"}\n"
        let long = "{\"reference\":\"\(String(repeating: "a ", count: 400_000))\",\"prediction\":\"a\"}\n"
        try binary.write("pairs.jsonl", good + long + good)
        let refused = try binary.run("--pairs", "pairs.jsonl", "--max-line-bytes", "5000")
        #expect(refused.errors == "Error: pairs.jsonl:2: longer than the 5000 of --max-line-bytes" + Self.remedy)
        let skipped = try binary.run("--pairs", "pairs.jsonl", "--max-line-bytes", "5000", "--skip-bad", "--stream")
        #expect(skipped.output.split(separator: "\n").map { $0.prefix(10) } == ["{\"index\":0", "{\"index\":2"])
    }

    @Test func `bytes that are not UTF-8 are refused`() throws {
        let binary = try RougeBinary()
        try binary.write("pairs.jsonl", Data("{\"reference\":\"".utf8) + [0xFF] + Data("\",\"prediction\":\"a\"}".utf8))
        let outcome = try binary.run("--pairs", "pairs.jsonl")
        #expect(outcome.errors == "Error: pairs.jsonl:1:15: not JSON: a text that is not UTF-8" + Self.remedy)
        try binary.write("a.txt", Data([0x61, 0x0A, 0xC3, 0x28]))
        let text = try binary.run("--references", "a.txt", "--candidates", "a.txt")
        #expect(text.errors == "Error: a.txt:2: not UTF-8. Convert the file first: iconv -t UTF-8.\n")
        try binary.write("wide.jsonl", Data([0xFF, 0xFE, 0x7B, 0]))
        let wide = try binary.run("--pairs", "wide.jsonl")
        #expect(wide.errors == "Error: wide.jsonl is UTF-16. Convert it first: iconv -f UTF-16 -t UTF-8.\n")
        #expect([outcome.status, text.status, wide.status] == [65, 65, 65])
    }

    @Test func `files of different lengths are refused with both lengths`() throws {
        let binary = try RougeBinary()
        try binary.write("a.txt", "1\n2\n3\n")
        try binary.write("b.txt", "1\n")
        let outcome = try binary.run("--references", "a.txt", "--candidates", "b.txt")
        #expect(
            outcome.errors
                == "Error: a.txt has 3 lines but b.txt has 1. Line n of one is compared with line n of the other: "
                + "give files of the same length.\n"
        )
        #expect(outcome.status == 65)
    }

    @Test func `a file that is missing, empty or a folder is named`() throws {
        let binary = try RougeBinary()
        try binary.write("empty.jsonl", "\n \n")
        let missing = try binary.run("--pairs", "missing.jsonl")
        #expect(missing.errors == "Error: missing.jsonl: No such file or directory. Check the path.\n")
        let empty = try binary.run("--pairs", "empty.jsonl")
        #expect(empty.errors == "Error: empty.jsonl holds no pairs, so there is nothing to average.\n")
        let folder = try binary.run("--pairs", ".")
        #expect(folder.errors == "Error: . is a folder. Give a file, or - for standard input.\n")
        #expect([missing.status, empty.status, folder.status] == [65, 65, 65])
    }

    @Test func `a failed run leaves no file of scores`() throws {
        let binary = try RougeBinary()
        try binary.write("pairs.jsonl", "{\"reference\":\"a\",\"prediction\":\"a\"}\n{}\n")
        #expect(try binary.run("--pairs", "pairs.jsonl", "--per-pair", "scores.jsonl").status == 65)
        let files = try FileManager.default.contentsOfDirectory(atPath: binary.folder.path)
        #expect(!files.contains { $0.hasPrefix("scores") })
    }

    @Test(arguments: [
        ([], "Give --pairs FILE, or --references FILE and --candidates FILE."),
        (["--pairs", "a", "--references", "b"], "Give either --pairs, or --references and --candidates."),
        (["--references", "b"], "--references needs --candidates FILE."),
        (
            ["--references", "-", "--candidates", "-"],
            "Only one of --references and --candidates can be standard input."
        ),
        (["--pairs", "a", "--seed", "1"], "--seed and --resamples belong to --confidence: add --confidence 0.95."),
        (["--pairs", "a", "--confidence", "2"], "Confidence 2.0 is not between 0 and 1. Give a share, such as 0.95."),
        (
            ["--pairs", "a", "--metrics", "rouge0"],
            "Unknown metric \"rouge0\": n-grams start at length 1. Use rouge1 to rouge9."
        ),
        (
            ["--pairs", "a", "--metrics", "rouge1,"],
            "Unknown metric \"\". Known are rouge1 to rouge9, rougeL and rougeLsum."
        ),
        (["--pairs", "a", "--tolerance", "0.1"], "--tolerance belongs to --expect and --no-worse-than."),
        (
            ["--stream", "--json"],
            "--stream prints scores of pairs only: leave --json, --per-pair, --expect, --min, --no-worse-than and --confidence out."
        ),
    ])
    func `options that do not fit are refused before anything is read`(arguments: [String], message: String) throws {
        let binary = try RougeBinary()
        let process = binary.process(arguments)
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        process.waitUntilExit()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(text.hasPrefix("Error: \(message)\n"))
        #expect(process.terminationStatus == 64)
    }
}
