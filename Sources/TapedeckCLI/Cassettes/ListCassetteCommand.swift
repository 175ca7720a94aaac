// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HTTPTypes
import TapedeckCassettes
import TapedeckCore

struct ListCassetteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the interactions of cassettes, one on a line.",
        discussion: """
            On a terminal, long columns are shortened to its width; elsewhere they are printed whole.
              tapedeck cassette list chat.sqlite
              tapedeck cassette list chat.sqlite --status 4xx --model gpt-4o-mini
            """
    )

    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

    @Argument(help: "The cassettes.", transform: CassetteFolder.path)
    var files: [String]

    @OptionGroup(title: "Selection") var selection: SelectionOptions

    @Flag(help: "Print a JSON object on each line.")
    var json = false

    func run() async throws {
        for file in files {
            let cassette = try Cassette.open(file)
            if !json, files.count > 1 { Terminal.print(StyledText("\(file):", .heading)) }
            var columns = InteractionColumns(width: Terminal.results.width)
            var count = 0
            try cassette.forEachInteraction(in: selection.filter) { stored in
                count += 1
                let facts = try InteractionFacts(stored, in: cassette)
                if json {
                    Terminal.print(document(stored, facts, file: file).text())
                } else {
                    columns.add(stored, facts)
                }
            }
            columns.print()
            try cassette.close()
            if count == 0 {
                Terminal.note("\(file) has no interaction\(selection.filter.isEmpty ? "" : " of this selection").")
            }
        }
    }

    private func document(_ stored: StoredInteraction, _ facts: InteractionFacts, file: String) -> JSONValue {
        let (request, response) = (stored.interaction.request, stored.interaction.response)
        return [
            "cassette": .string(file), "id": .integer(stored.id), "session": .string(stored.interaction.session),
            "recorded_at": .integer(stored.interaction.recordedAt), "method": .string(request.method.rawValue),
            "path": .string(request.path), "query": .optional(request.query),
            "request_bytes": .integer(request.body.length), "status": .integer(response.status),
            "response_bytes": .integer(response.body.length), "chunks": .integer(response.chunks.count),
            "first_byte": .integer(response.timeToFirstByte), "duration": .integer(response.duration),
            "outcome": .string(response.outcome.rawValue), "model": .optional(facts.request.model),
            "prompt": .optional(facts.request.prompt), "tokens": .integer(facts.tokens),
        ]
    }
}
