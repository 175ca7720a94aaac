// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckWorkflow

/// Options for the columns of the data, and the number of samples.
struct DataOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The column of a field, such as dialogue=text (repeatable; fields: id, dialogue, summary).",
            valueName: "field=column"
        )
    )
    var fieldMap: [String] = []

    @Option(
        help: ArgumentHelp("Maximum number of samples, chosen at random by --seed. (default: all)", valueName: "count")
    )
    var limit: Int?

    @Option(help: "Seed of the choice; it selects the same samples on every platform.")
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

    /// Reads a file and chooses the requested samples.
    func load(_ path: String) throws -> DataSet {
        try DataSet(path: path, fields: fields()).subset(limit: limit, seed: seed)
    }
}

/// Options for prompts.
struct PromptOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Template of the user message, in which {dialogue} and other fields are replaced. (default: that of the lesson)",
            valueName: "template"
        )
    )
    var prompt: String?

    @Option(help: ArgumentHelp("Template of the system message. (default: none)", valueName: "template"))
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
