// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckWorkflow

@Suite struct DataSetTests {
    struct Form: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        var testDescription: String { name }
    }

    static let forms = [
        Form(
            name: "lines.jsonl",
            text: """
                {"id": "1", "dialogue": "A: hi\\nB: hello", "summary": "They greet."}

                {"id": "2", "dialogue": "A: \\"bye\\", then", "summary": "A leaves."}

                """
        ),
        Form(
            name: "array.json",
            text: """
                [
                  {"id": 1, "dialogue": "A: hi\\nB: hello", "summary": "They greet."},
                  {"id": 2, "dialogue": "A: \\"bye\\", then", "summary": "A leaves."}
                ]
                """
        ),
        Form(
            name: "quoted.csv",
            text:
                "\u{FEFF}id,dialogue,summary\r\n1,\"A: hi\nB: hello\",They greet.\r\n2,\"A: \"\"bye\"\", then\",A leaves.\r\n"
        ),
        Form(
            name: "columns.json",
            text: """
                {"id": {"0": 1, "1": 2},
                 "dialogue": {"0": "A: hi\\nB: hello", "1": "A: \\"bye\\", then"},
                 "summary": {"0": "They greet.", "1": "A leaves."}}
                """
        ),
        Form(
            name: "lists.json",
            text: """
                {"id": [1, 2], "dialogue": ["A: hi\\nB: hello", "A: \\"bye\\", then"], "summary": ["They greet.", "A leaves."]}
                """
        ),
    ]

    @Test(arguments: forms) func `reads the same samples from every form`(_ form: Form) throws {
        let folder = try TemporaryFolder()
        let data = try DataSet(path: folder.write(form.name, form.text))
        #expect(data.samples.map(\.id) == ["1", "2"])
        #expect(data.samples.map(\.dialogue) == ["A: hi\nB: hello", "A: \"bye\", then"])
        #expect(data.samples.map(\.summary) == ["They greet.", "A leaves."])
        // Made with hashlib over each text behind its length and a colon.
        #expect(data.digest == "1d5fc9a272a435cf5c19817f1994cf5349988fd9e27b3c801101c466d815f49c")
    }

    @Test func `maps columns, and keeps the others as fields`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.jsonl", #"{"no": 7, "text": "A: hi", "highlights": "Hi.", "topic": "greeting"}"#)
        let data = try DataSet(path: path, fields: FieldMap(id: "no", dialogue: "text", summary: "highlights"))
        #expect(data.samples[0].id == "7")
        #expect(data.samples[0]["topic"] == "greeting")
        #expect(data.samples[0]["dialogue"] == "A: hi")
    }

    @Test func `numbers samples that have no id`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "a.jsonl",
            "{\"dialogue\":\"a\",\"summary\":\"b\"}\n{\"dialogue\":\"c\",\"summary\":\"d\"}\n"
        )
        #expect(try DataSet(path: path).samples.map(\.id) == ["0", "1"])
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let error: String
        var testDescription: String { "\(name): \(error)" }

        init(_ name: String, _ text: String, _ error: String) {
            (self.name, self.text, self.error) = (name, text, error)
        }
    }

    @Test(arguments: [
        Bad("a.jsonl", "{\"dialogue\":\"a\",\"summary\":\"b\"}\n{\"dialogue\":\n{}\n", "a.jsonl, line 2: not JSON"),
        Bad(
            "a.jsonl",
            "{\"dialogue\":\"a\",\"summary\":\"b\"}\n[1]\n",
            "a.jsonl, line 2: a sample must be a JSON object"
        ),
        Bad(
            "a.jsonl",
            "{\"text\":\"a\",\"summary\":\"b\"}",
            "line 1: there is no dialogue 'dialogue'; the columns are 'text'"
        ),
        Bad("a.jsonl", "{\"dialogue\":null,\"summary\":\"b\"}", "line 1: the dialogue 'dialogue' is empty"),
        Bad("a.jsonl", "{\"dialogue\":\"a\",\"summary\":\" \"}", "line 1: the summary 'summary' is empty"),
        Bad(
            "a.jsonl",
            "{\"id\":1,\"dialogue\":\"a\",\"summary\":\"b\"}\n{\"id\":\"1\",\"dialogue\":\"a\",\"summary\":\"b\"}\n",
            "a.jsonl, line 2: the id '1' stands at line 1 already"
        ),
        Bad("a.jsonl", "", "a.jsonl is empty"),
        Bad("a.json", "[]", "a.json holds no samples"),
        Bad("a.json", "[\n{\"dialogue\": \"a\",}\n]", "a.json, line 2: not JSON"),
        Bad(
            "a.json",
            "{\"dialogue\": {\"0\": \"a\"}, \"summary\": {\"1\": \"b\"}}",
            "'summary' has other rows than 'dialogue'"
        ),
        Bad("a.csv", "dialogue,summary\na,b,c\n", "line 2: the row has 3 fields, but the header has 2"),
        Bad("a.csv", "dialogue,summary\na,\"b\n", "line 2: a quoted field has no closing quote"),
        Bad("a.csv", "dialogue,summary\n\"a\"x,b\n", "line 2: text follows the closing quote"),
        Bad("a.csv", "dialogue,dialogue\na,b\n", "the column 'dialogue' stands twice"),
        Bad("a.parquet", "PAR1rest", "a.parquet is Parquet"),
        Bad("a.jsonl", "\u{1F}\u{8B}", "holds no samples"),
    ])
    func `refuses what it cannot use, naming the place`(_ bad: Bad) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(bad.name, bad.text)
        let error = #expect(throws: WorkflowError.self) { try DataSet(path: path) }
        #expect(error?.code == .badInput)
        #expect(error?.message.contains(bad.error) == true, "\(error?.message ?? "")")
    }

    @Test func `refuses a file that is not there`() {
        let error = #expect(throws: WorkflowError.self) { try DataSet(path: "/nowhere/a.jsonl") }
        #expect(error?.message == "/nowhere/a.jsonl cannot be read: No such file or directory. Check the path.")
    }

    @Test func `chooses the same subset everywhere, in the order of the data`() throws {
        let samples = (0..<100).map { Sample(id: "\($0)", dialogue: "d\($0)", summary: "s") }
        let data = try DataSet(samples)
        // Made by an independent implementation of SplitMix64 and Fisher–Yates.
        #expect(data.subset(limit: 5, seed: 42).samples.map(\.id) == ["2", "9", "13", "83", "86"])
        #expect(data.subset(limit: 100, seed: 1) == data)
        #expect(data.subset(limit: nil) == data)
        #expect(data.subset(limit: 5, seed: 43) != data.subset(limit: 5, seed: 42))
    }

    @Test func `refuses two samples of one id, and none at all`() {
        #expect(throws: WorkflowError.self) { try DataSet([]) }
        let twice = [Sample(id: "a", dialogue: "x", summary: "y"), Sample(id: "a", dialogue: "z", summary: "y")]
        let error = #expect(throws: WorkflowError.self) { try DataSet(twice, name: "test") }
        #expect(error?.message.hasPrefix("test: samples 1 and 2 have the same id 'a'") == true)
    }

    @Test(arguments: [
        (
            "a.jsonl", #"{"dialogue": "A: hi", "summary": "Hi.", "score": NaN}"#,
            "line 1: not JSON at byte 50: 'score' is NaN"
        ),
        ("a.jsonl", #"{"dialogue": "A: hi", "summary": Infinity}"#, "'summary' is Infinity"),
        ("a.jsonl", #"{"dialogue": "A: hi", "summary": -Infinity}"#, "'summary' is -Infinity"),
        ("a.jsonl", #"{"dialogue": None, "summary": "Hi."}"#, "'dialogue' is None"),
        ("a.jsonl", #"{"ok": True, "dialogue": "A: hi"}"#, "'ok' is True, which JSON does not have; write true"),
        ("a.json", "[\n{\"dialogue\": \"A: hi\",\n\"summary\": NaN}]", "line 3: not JSON at byte 36: 'summary' is NaN"),
        ("a.json", #"[{"dialogue": "A: hi", "summary": [NaN]}]"#, "a value is NaN"),
        (
            "a.csv", "dialogue,summary\nA: hi,nan\n",
            "line 2: the summary 'summary' is nan, as Python writes a missing value"
        ),
        ("a.csv", "dialogue,summary\nNaN,Hi.\n", "the dialogue 'dialogue' is NaN"),
    ])
    func `what Python writes for a missing value is named`(name: String, text: String, words: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(name, text)
        let error = #expect(throws: WorkflowError.self) { try DataSet(path: path) }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
}
