// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCassettes
import TapedeckCore

extension MCPTool {
    /// The most text of a result, in bytes.
    private static let resultLimit = 1 << 20

    static func search(_ library: MCPLibrary) -> MCPTool {
        MCPTool(
            name: "search",
            about: "Finds the prompts and answers of a cassette that have all of some words, the best first.",
            arguments: [
                cassette,
                Argument(type: "string", name: "words", about: "The words.", isRequired: true),
                Argument(type: "integer", name: "limit", about: "Maximum number of texts, up to 200 (20)."),
            ]
        ) { arguments in
            let words = try arguments.text("words")?.split(whereSeparator: \.isWhitespace) ?? []
            guard !words.isEmpty else { throw MCPArgumentError("The argument 'words' has no word.") }
            // Each word is a text of its own, whatever it means to FTS5.
            let expression = words.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: " ")
            let limit = try arguments.number("limit", default: 20, in: 1...200)
            let rows = try rows(
                """
                SELECT request, direction, role, snippet(search, 4, '', '', '…', 48) AS text FROM search
                WHERE search MATCH '\(expression.replacing("'", with: "''"))' ORDER BY rank, request LIMIT \(limit)
                """,
                of: library.path(arguments.text("cassette")),
                search: true,
                limit: limit
            )
            return ["found": .array(rows.values)]
        }
    }

    static func query(_ library: MCPLibrary) -> MCPTool {
        let views = CassetteView.documented.map { "\($0.name): \($0.about ?? "")" }.joined(separator: " ")
        return MCPTool(
            name: "query",
            about: "Answers a question about a cassette in SQL (SQLite), with one SELECT over its views. \(views) "
                + "'select * from VIEW limit 1' shows the columns of one; 'request' is the number of an interaction.",
            arguments: [
                cassette,
                Argument(type: "string", name: "sql", about: "One SELECT.", isRequired: true),
                Argument(type: "integer", name: "limit", about: "Maximum number of rows, up to 1000 (100)."),
            ]
        ) { arguments in
            let limit = try arguments.number("limit", default: 100, in: 1...1000)
            let path = try library.path(arguments.text("cassette"))
            let rows = try rows(arguments.text("sql") ?? "", of: path, limit: limit)
            return ["rows": .array(rows.values), "more": .bool(!rows.isWhole)]
        }
    }

    /// The rows of a query as objects, as far as they fit into a result.
    private static func rows(
        _ sql: String,
        of path: String,
        search: Bool = false,
        limit: Int
    ) throws -> (values: [JSONValue], isWhole: Bool) {
        var names: [String] = []
        var values: [JSONValue] = []
        var size = 0
        var fits = true
        let query = try CassetteQuery(path, search: search)
        let isWhole = try query.run(sql, limits: CassetteQuery.Limits(rows: limit)) {
            names = QueryJSON.members($0)
        } row: { row in
            guard fits else { return }
            let value = JSONValue.object(zip(names, row).map { JSONMember(name: $0, value: $1.json) })
            size += value.text().utf8.count
            fits = size <= resultLimit
            if fits { values.append(value) }
        }
        if values.isEmpty, !fits {
            throw MCPArgumentError(
                "A row has more than \(resultLimit) bytes; ask for less, such as with substr(…, 1, 2000)."
            )
        }
        return (values, isWhole && fits)
    }
}
