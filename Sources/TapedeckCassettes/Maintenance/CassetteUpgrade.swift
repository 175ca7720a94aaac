// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import GRDB
import TapedeckCore
import TapedeckModels

/// A cassette that was brought to the newest format.
package struct CassetteUpgrade: Sendable, Hashable {
    /// The format it had.
    package let formerFormat: Int
    /// The format it has.
    package let format: Int
    /// The month of its prices.
    package let priceDate: String
    /// The number of texts in its search index, if one was made.
    package let indexedTexts: Int?

    /// Brings a cassette to the newest format, as recording into it does.
    /// - Parameters:
    ///   - path: The cassette.
    ///   - search: Whether to make the index for full-text search, or make it anew.
    /// - Returns: What was done.
    /// - Throws: ``CassetteError`` when the cassette cannot be read, cannot be written, or is recorded into.
    package static func run(_ path: String, search: Bool) async throws -> CassetteUpgrade {
        // Opened for reading first: recording would make a cassette of a file that is not there.
        let reading = try Cassette.open(path)
        let metadata = reading.metadata
        let former = try reading.read { db in try Int.fetchOne(db, sql: "PRAGMA user_version") } ?? 0
        try reading.close()
        let cassette = try Cassette.record(path, new: metadata)
        do {
            let texts = search ? try await index(cassette) : nil
            let date = try cassette.read { db in try String.fetchOne(db, sql: "SELECT date FROM price_list") }
            try cassette.close()
            return CassetteUpgrade(
                formerFormat: former,
                format: Int(Schema.version),
                priceDate: date ?? ModelPrice.date,
                indexedTexts: texts
            )
        } catch {
            try? cassette.close()
            throw error
        }
    }

    private static func index(_ cassette: Cassette) async throws -> Int {
        do {
            return try await cassette.change(SearchIndex.rebuild)
        } catch let error as CassetteError where error.message.contains("no such module: fts5") {
            throw QueryError.noSearch.cassetteError(cassette.path, CassetteQuery.Limits())
        }
    }
}
