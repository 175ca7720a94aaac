// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCassettes
import TapedeckCore

struct CassetteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cassette",
        abstract: "Inspects, queries, compares, maintains, imports and exports cassettes.",
        subcommands: [
            ListCassetteCommand.self, ShowCassetteCommand.self, BrowseCassetteCommand.self,
            StatsCassetteCommand.self, VerifyCassetteCommand.self,
            ImportCassetteCommand.self, ExportCassetteCommand.self, DiffCassetteCommand.self,
            TextCassetteCommand.self, MergeCassetteCommand.self, PruneCassetteCommand.self, RedactCassetteCommand.self,
            RenameSessionCommand.self, QueryCassetteCommand.self, UpgradeCassetteCommand.self,
        ]
    )
}

/// The part of a work that is done, in `0...1`.
func share(_ count: Int, of all: Int) -> Double {
    min(Double(count) / Double(max(all, 1)), 1)
}

extension Cassette {
    /// The number of interactions of cassettes, for a progress bar.
    static func count(of paths: [String]) throws -> Int {
        try paths.reduce(0) { sum, path in
            let cassette = try Cassette.open(path)
            defer { try? cassette.close() }
            return sum + (try cassette.count())
        }
    }
}
