// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCassettes
import TapedeckCore

struct UpgradeCassetteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade",
        abstract: "Brings cassettes to the newest format, with the views for questions in SQL and today's prices.",
        discussion: """
            Recording into a cassette does the same. What was recorded stays as it is; earlier versions of tapedeck cannot \
            read the cassette any more.
              tapedeck cassette upgrade suite.sqlite
              tapedeck cassette upgrade suite.sqlite --search     # also makes the table 'search' (FTS5)
            """
    )

    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

    @Argument(help: "The cassettes.", transform: CassetteFolder.path)
    var files: [String]

    @Flag(help: "Make an index for full-text search, which holds the texts of all messages a second time.")
    var search = false

    func run() async throws {
        for file in files {
            let upgrade = try await CassetteUpgrade.run(file, search: search)
            var parts = [
                upgrade.formerFormat == upgrade.format
                    ? "format \(upgrade.format)" : "format \(upgrade.formerFormat) is now \(upgrade.format)",
                "prices of \(upgrade.priceDate)",
            ]
            if let texts = upgrade.indexedTexts { parts.append("\(counted(texts, "text")) to search") }
            Terminal.print("\(file): \(parts.joined(separator: ", "))")
        }
    }
}
