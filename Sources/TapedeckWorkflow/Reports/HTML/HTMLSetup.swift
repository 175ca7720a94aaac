// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels

/// The section of an HTML report that says how each model was asked, and what its answers took.
struct HTMLSetup {
    /// The longest prompt that is shown whole, in characters.
    private static let promptLimit = 100_000

    let comparison: Comparison

    var html: String {
        let table = SetupTable(comparison)
        guard !table.models.isEmpty else { return "" }
        let shared = table.shared.map { "<div><dt>\($0.name)</dt><dd>\(HTMLText.escaped($0.value))</dd></div>" }
        let facts = shared.isEmpty ? "" : "<dl class=\"facts\">\(shared.joined())</dl>\n"
        return """
            <section aria-labelledby="setup-title">
            <h2 id="setup-title">How each model was asked</h2>
            \(lead(table))\(facts)\(rows(table))\(prompts)</section>

            """
    }

    private func lead(_ table: SetupTable) -> String {
        var sentences: [String] = []
        if !table.shared.isEmpty, table.models.count > 1 {
            sentences.append("What all models have in common comes first.")
        }
        let titles = Set(table.columns.map(\.title))
        if titles.contains("Latency") {
            sentences.append("Latency is the median of the time that the service says it took for an answer.")
        }
        if titles.contains("Cost") {
            sentences.append(
                "Cost is that of these tokens at the list prices of \(ModelPrice.date) (\(ModelPrice.source)), which need not "
                    + "be what was paid."
            )
        }
        return sentences.isEmpty ? "" : "<p>\(sentences.joined(separator: " "))</p>\n"
    }

    private func rows(_ table: SetupTable) -> String {
        let titles = table.columns.map { column in
            "<th scope=\"col\"\(Self.isText(column) ? " class=\"words\"" : "")>\(column.title)</th>"
        }
        let rows = table.models.enumerated().map { row, index in
            let cells = table.columns.map { column in
                let cell = column.cells[row].map { cell in
                    let more = cell.more.map { "<small>\(HTMLText.escaped($0))</small>" }
                    return "<bdi>\(HTMLText.escaped(cell.text))</bdi>\(more.joined())"
                }
                return "<td\(Self.isText(column) ? " class=\"words\"" : "")>\(cell ?? "")</td>"
            }
            let title = HTMLTables.rowTitle(comparison.models[index], at: index)
            return "<tr data-rows=\"\(index)\">\(title)\(cells.joined())</tr>\n"
        }
        return """
            <div class="scroll" tabindex="0" role="group" aria-labelledby="setup-title"><table>
            <thead><tr><th scope="col" class="left">Model</th>\(titles.joined())</tr></thead>
            <tbody>
            \(rows.joined())</tbody>
            </table></div>

            """
    }

    private static func isText(_ column: SetupTable.Column) -> Bool {
        ["Requested as", "Data"].contains(column.title)
    }

    // MARK: - Prompts

    private var prompts: String {
        let groups = comparison.setups.prompts
        return groups.enumerated().map { number, group in
            let names = group.models.map { HTMLTables.name(comparison.models[$0]) }.joined(separator: ", ")
            let title = groups.count == 1 ? "The prompt of all models" : "Prompt \(number + 1): \(names)"
            return """
                <details class="fold prompt"><summary>\(title)</summary>
                \(group.prompt.system.map { Self.template("System message", $0) } ?? "")\
                \(Self.template("User message", group.prompt.user))</details>

                """
        }
        .joined()
    }

    private static func template(_ title: String, _ text: String) -> String {
        let rest = text.count - promptLimit
        let more = rest > 0 ? "<p>…, \(rest) more characters</p>" : ""
        let shown = HTMLText.block(String(text.prefix(promptLimit)))
        return "<h3>\(title)</h3>\n<pre dir=\"auto\" lang=\"\">\(shown)</pre>\(more)\n"
    }
}
