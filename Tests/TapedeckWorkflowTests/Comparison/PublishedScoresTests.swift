// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckWorkflow

struct PublishedScoresTests {
    private let folder = Folder()

    @Test func `holds the table of the lesson`() throws {
        let rows = try PublishedScores("samsum-lesson").rows
        #expect(rows.map(\.modelName) == ["Llama 3.2 1B", "GPT-4o-mini", "GPT-4o-mini fine-tuned"])
        #expect(
            rows.map { $0.scores.map { Percent.text($0.mean) } } == [
                ["35.12", "13.04", "27.26"], ["39.97", "15.50", "31.28"], ["55.72", "32.80", "47.77"],
            ]
        )
    }

    @Test(arguments: [
        "- {model_name: A, rouge1: 0.5}\n- model_name: B\n  rouge2: 0.25\n",
        "unit: percent\nmodels:\n  - {model_name: A, rouge1: 50}\n  - {model_name: B, rouge2: 25.0}\n",
        #"[{"model_name":"A","rouge1":0.5},{"model_name":"B","rouge2":0.25}]"#,
        #"{"unit":"percent","models":[{"model_name":"A","rouge1":50},{"model_name":"B","rouge2":25}]}"#,
    ])
    func `reads YAML and JSON`(text: String) throws {
        let rows = try PublishedScores(folder.write(text, to: "table")).rows
        #expect(rows.map(\.modelName) == ["A", "B"])
        #expect(rows.flatMap(\.scores).map(\.mean) == [0.5, 0.25])
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let text: String
        let message: String
        var testDescription: String { message }
    }

    @Test(arguments: [
        Bad(text: "", message: " is empty"),
        Bad(text: "models: 3", message: ": there is no list \"models\""),
        Bad(text: "[]", message: " holds 0 rows"),
        Bad(text: "- {model_name: A, rouge1: .nan}", message: ", row 1: \"rouge1\" is not a number"),
        Bad(
            text: "- {model_name: A, rouge1: 50}",
            message: ", row 1: \"rouge1\" is 50.0, which is not between 0 and 1."
        ),
        Bad(text: "- 3", message: ", row 1: not an object"),
        Bad(text: "a: &a [1]\nmodels: [*a, *a]", message: ": aliases (*name) are not supported"),
        Bad(text: "models: [", message: ": neither JSON nor YAML"),
        Bad(text: String(repeating: "[", count: 100_000), message: ": neither JSON nor YAML"),
        Bad(text: "just words", message: ": neither a list of rows nor"),
    ])
    func `says what is wrong with a table`(bad: Bad) throws {
        let path = try folder.write(bad.text, to: "table")
        let error = #expect(throws: WorkflowError.self) { try PublishedScores(path) }
        #expect(error?.message.hasPrefix(path + bad.message) == true, "\(error?.message.prefix(300) ?? "")")
    }

    @Test func `names the tables it knows`() {
        let error = #expect(throws: WorkflowError.self) { try PublishedScores("samsum") }
        #expect(error?.message.contains("Known tables: samsum-lesson.") == true)
    }
}
