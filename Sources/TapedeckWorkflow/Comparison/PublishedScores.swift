// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore

/// Published scores, as rows to compare with.
package struct PublishedScores: Sendable, Hashable {
    /// The rows, in their order.
    package let rows: [EvaluationResults]

    /// The names of the built-in tables.
    package static var presets: [String] { PublishedTables.all.map(\.name) }

    private static let sizeLimit = 1 << 20
    private static let rowLimit = 1000

    /// Reads a table.
    ///
    /// A file is YAML or JSON: a list of rows as in `eval_results.json`, or an object with such a list under `models`
    /// and members that hold for all rows, such as `unit: percent`.
    /// - Parameter table: The name of a built-in table, or the path of a file.
    /// - Throws: ``WorkflowError`` with code `badInput` when there is no such table, or a row has no scores.
    package init(_ table: String) throws(WorkflowError) {
        if let preset = PublishedTables.all.first(where: { $0.name == table }) {
            try self.init(text: preset.text, name: table)
            return
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: table, isDirectory: &isFolder), !isFolder.boolValue,
            let handle = FileHandle(forReadingAtPath: table)
        else {
            throw .badInput(
                "\(table) is neither a file that can be read nor a table of published figures. "
                    + "Known tables: \(Self.presets.joined(separator: ", "))."
            )
        }
        // An empty file reads as nil.
        let data = (try? handle.read(upToCount: Self.sizeLimit + 1)) ?? Data()
        guard data.count <= Self.sizeLimit, let text = String(data: data, encoding: .utf8) else {
            throw .badInput(
                "\(table) is not a table of published figures: it is no UTF-8 text of up to \(Self.sizeLimit) bytes."
            )
        }
        try self.init(text: text, name: table)
    }

    private init(text: String, name: String) throws(WorkflowError) {
        let document = try PublishedDocument.read(text, name: name)
        let rows: [JSONValue]
        var shared: [JSONMember] = []
        switch document {
        case .array(let elements): rows = elements
        case .object(let members):
            guard let models = document["models"]?.elements else {
                throw .badInput("\(name): there is no list \"models\" with a row for each model.")
            }
            rows = models
            shared = members.filter { $0.name != "models" }
        default: throw .badInput("\(name): neither a list of rows nor an object with a list \"models\".")
        }
        guard !rows.isEmpty, rows.count <= Self.rowLimit else {
            throw .badInput("\(name) holds \(rows.count) rows. Give 1 to \(Self.rowLimit).")
        }
        var results: [EvaluationResults] = []
        for (index, row) in rows.enumerated() {
            guard case .object(let members) = row else {
                throw .badInput("\(name), row \(index + 1): not an object with \"model_name\" and figures.")
            }
            results.append(try EvaluationResults(json: .object(shared + members), at: "\(name), row \(index + 1)"))
        }
        self.rows = results
    }
}

/// The built-in tables of published scores.
enum PublishedTables {
    struct Table: Sendable {
        let name: String
        let text: String
    }

    static let all = [
        Table(
            name: "samsum-lesson",
            text: """
                # The table of the course lesson "Fine-Tuning GPT Models: OpenAI's Managed Fine-Tuning API Walkthrough".
                source: "Fine-Tuning GPT Models: OpenAI's Managed Fine-Tuning API Walkthrough"
                unit: percent
                models:
                  - {model_name: Llama 3.2 1B, type: base, rouge1: 35.12, rouge2: 13.04, rougeL: 27.26}
                  - {model_name: GPT-4o-mini, type: base, rouge1: 39.97, rouge2: 15.50, rougeL: 31.28}
                  - {model_name: GPT-4o-mini fine-tuned, type: fine-tuned, rouge1: 55.72, rouge2: 32.80, rougeL: 47.77}
                """
        )
    ]
}
