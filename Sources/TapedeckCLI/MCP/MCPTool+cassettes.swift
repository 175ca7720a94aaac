// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCassettes
import TapedeckCore

extension MCPTool {
    /// The tools over the cassettes of a library.
    static func all(of library: MCPLibrary) -> [MCPTool] {
        [
            listCassettes(library), list(library), search(library), show(library), explainMiss(library), diff(library),
            query(library), simulate(library),
        ]
    }

    /// The argument that names a cassette.
    static let cassette = Argument(
        type: "string",
        name: "cassette",
        about: "The cassette, as list_cassettes names it; may be left out where there is but one."
    )

    private static func listCassettes(_ library: MCPLibrary) -> MCPTool {
        MCPTool(
            name: "list_cassettes",
            about: "Lists the cassettes: path, number of interactions, and the service they were recorded from.",
            arguments: []
        ) { _ in
            ["cassettes": .array(library.paths.map(summary))]
        }
    }

    private static func summary(_ path: String) -> JSONValue {
        do {
            let cassette = try Cassette.open(path)
            defer { try? cassette.close() }
            return [
                "cassette": .string(path), "interactions": .integer(try cassette.count()),
                "upstream": .optional(cassette.upstream),
            ]
        } catch {
            return ["cassette": .string(path), "error": .string("\(error)")]
        }
    }
}
