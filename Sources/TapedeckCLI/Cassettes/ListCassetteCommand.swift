// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HTTPTypes
import TapedeckCassettes
import TapedeckCore

struct ListCassetteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the interactions of cassettes, one on a line."
    )

    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

    @Argument(help: "The cassettes.", transform: CassetteFolder.path)
    var files: [String]

    @Flag(help: "Print a JSON object on each line.")
    var json = false

    func run() async throws {
        for file in files {
            let cassette = try Cassette.open(file)
            if !json, files.count > 1 { Terminal.print("\(file):") }
            try cassette.forEachInteraction { stored in
                Terminal.print(json ? document(stored, file: file).text() : line(stored))
            }
            try cassette.close()
        }
    }

    private func line(_ stored: StoredInteraction) -> String {
        let (request, response) = (stored.interaction.request, stored.interaction.response)
        var line = "#\(stored.id)  \(request.requestLine)  \(response.status)  \(response.body.length) B"
        if !response.chunks.isEmpty { line += " in \(counted(response.chunks.count, "chunk"))" }
        line += "  \(response.duration / 1000) ms"
        if response.outcome == .truncated { line += "  truncated" }
        if !stored.interaction.session.isEmpty { line += "  session \(stored.interaction.session)" }
        return line
    }

    private func document(_ stored: StoredInteraction, file: String) -> JSONValue {
        let (request, response) = (stored.interaction.request, stored.interaction.response)
        return [
            "cassette": .string(file), "id": .integer(stored.id), "session": .string(stored.interaction.session),
            "recorded_at": .integer(stored.interaction.recordedAt), "method": .string(request.method.rawValue),
            "path": .string(request.path), "query": .optional(request.query),
            "request_bytes": .integer(request.body.length), "status": .integer(response.status),
            "response_bytes": .integer(response.body.length), "chunks": .integer(response.chunks.count),
            "first_byte": .integer(response.timeToFirstByte), "duration": .integer(response.duration),
            "outcome": .string(response.outcome.rawValue),
        ]
    }
}
