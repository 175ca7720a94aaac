// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckWorkflow

/// Which fields of the data hold what, and how many samples are taken.
struct DataOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The column of a field, such as dialogue=text (repeatable; fields: id, dialogue, summary).",
            valueName: "field=column"
        )
    )
    var fieldMap: [String] = []

    @Option(help: ArgumentHelp("Take this many samples, chosen by --seed. (default: all)", valueName: "count"))
    var limit: Int?

    @Option(help: "The seed of the choice: the same samples on every platform.")
    var seed: UInt64 = 0

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1.") }
        _ = try fields()
    }

    func fields() throws -> FieldMap {
        var map = FieldMap()
        for entry in fieldMap {
            let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw ValidationError("--field-map takes field=column, not '\(entry)'.") }
            switch parts[0] {
            case "id": map.id = parts[1]
            case "dialogue": map.dialogue = parts[1]
            case "summary": map.summary = parts[1]
            default:
                throw ValidationError("--field-map knows the fields id, dialogue and summary, not '\(parts[0])'.")
            }
        }
        return map
    }

    /// Reads a file and takes what was asked for.
    func load(_ path: String) throws -> DataSet {
        try DataSet(path: path, fields: fields()).subset(limit: limit, seed: seed)
    }
}

/// What a model is told.
struct PromptOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The user's message; {dialogue} and other fields are filled in. (default: that of the lesson)",
            valueName: "template"
        )
    )
    var prompt: String?

    @Option(help: ArgumentHelp("A system message, filled in likewise. (default: none)", valueName: "template"))
    var system: String?

    func prompts() throws -> Prompts {
        Prompts(
            system: try system.map { try PromptTemplate(Self.unescaped($0)) },
            user: try prompt.map { try PromptTemplate(Self.unescaped($0)) } ?? .summarization
        )
    }

    /// A shell makes it hard to write a newline; `\n` stands for one.
    private static func unescaped(_ text: String) -> String { text.replacing("\\n", with: "\n") }
}
