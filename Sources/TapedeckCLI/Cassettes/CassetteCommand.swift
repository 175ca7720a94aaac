// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCassettes
import TapedeckCore

struct CassetteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cassette",
        abstract: "Looks into cassettes, and takes over those of other tools.",
        subcommands: [
            ListCassetteCommand.self, ShowCassetteCommand.self, StatsCassetteCommand.self, VerifyCassetteCommand.self,
            ImportCassetteCommand.self,
        ]
    )
}

extension Cassette {
    /// Goes through all interactions in recorded order, a page at a time.
    func forEachInteraction(_ body: (StoredInteraction) throws -> Void) throws {
        var last: InteractionID = 0
        while true {
            let page = try interactions(after: last, limit: 16)
            guard let end = page.last?.id else { return }
            for stored in page { try body(stored) }
            last = end
        }
    }
}
