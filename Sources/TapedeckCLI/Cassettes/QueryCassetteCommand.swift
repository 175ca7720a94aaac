// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckCassettes
import TapedeckCore

struct QueryCassetteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Answers a question about a cassette in SQL, and changes nothing.",
        discussion: """
              tapedeck cassette query suite.sqlite --schema        # the views, and their columns
              tapedeck cassette query suite.sqlite 'select model, sum(total_tokens) from tokens group by model'
              tapedeck cassette query suite.sqlite --format csv 'select * from requests' > requests.csv
              tapedeck cassette query suite.sqlite --search "select * from search where search match 'refund'"

            SQLite and programs that use it, such as Datasette, ask the same questions of the file.
            """
    )

    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

    @Argument(help: "The cassette.", transform: CassetteFolder.path)
    var file: String

    @Argument(help: "One SELECT; '-' reads it from stdin.")
    var sql: String?

    @Flag(help: "List the views and their columns.")
    var schema = false

    @Option(help: "How to print the rows: table, csv or json.")
    var format: QueryFormat = .table

    @Flag(help: "Make the table 'search' for full-text search, in memory if the cassette does not have it.")
    var search = false

    @Option(help: "End the query after this time, in seconds.")
    var timeout = 30.0

    @Option(help: "Print at most this number of rows.")
    var limit = 10_000

    func validate() throws {
        if schema == (sql != nil) { throw ValidationError("Give a question in SQL, or --schema.") }
        if !(timeout > 0 && timeout <= 86_400) { throw ValidationError("--timeout takes seconds, up to 86400.") }
        if limit < 1 { throw ValidationError("--limit takes a number from 1.") }
    }

    func run() async throws {
        let limits = CassetteQuery.Limits(time: .seconds(timeout), rows: limit)
        let query = try CassetteQuery(file, search: search, limits: limits)
        if schema { return try show(CassetteView.documented, of: query) }
        var output = format.output
        let isWhole = try query.run(try statement(), limits: limits) { names in
            output.begin(names)
        } row: { values in
            output.add(values)
        }
        output.end()
        if !isWhole {
            Terminal.warn(StyledText("These are the first \(counted(limit, "row")); --limit prints more.", .warning))
        }
    }

    /// The query, bounded where it comes from a file.
    private func statement() throws -> String {
        guard sql == "-" else { return sql ?? "" }
        let limit = 1 << 20
        let bytes = try FileHandle.standardInput.read(upToCount: limit + 1) ?? Data()
        guard bytes.count <= limit else { throw ValidationError("A query may have up to \(limit) bytes.") }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func show(_ views: [CassetteView], of query: CassetteQuery) throws {
        if format == .table {
            for view in views {
                Terminal.print(StyledText(view.name, .heading) + "  " + (view.about ?? ""))
                Terminal.print("    " + (try query.columns(of: view).joined(separator: ", ")))
            }
        } else {
            var output = format.output
            output.begin(["view", "about", "columns"])
            for view in views {
                let columns = try query.columns(of: view).joined(separator: ", ")
                output.add([.text(view.name), .text(view.about ?? ""), .text(columns)])
            }
            output.end()
        }
    }
}
