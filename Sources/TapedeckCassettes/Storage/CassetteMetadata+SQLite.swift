// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import GRDB
import TapedeckCore

extension CassetteMetadata {
    static func fetch(_ db: Database) throws -> CassetteMetadata? {
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM cassette") else { return nil }
        func rules(_ column: String) throws -> JSONValue {
            let text = try row.decode(String.self, forColumn: column)
            return try JSONValue(parsing: Array(text.utf8))
        }
        let matching = try rules("matching")
        let redaction = try rules("redaction")
        try requireTexts(matching, in: "matching")
        try requireTexts(redaction, in: "redaction")
        let created = try row.decode(Int64.self, forColumn: "created")
        guard dates.contains(created) else { throw DamagedRow("it was made at \(created)") }
        var metadata = CassetteMetadata(
            tool: try row.decode(forColumn: "tool"),
            created: created,
            upstream: try row.decode(forColumn: "upstream"),
            matchingRules: try MatchingRules(json: matching),
            redactionRules: try RedactionRules(json: redaction),
            note: try row.decode(forColumn: "note")
        )
        // Whoever reads the cassette redacts by them.
        _ = try LinePatterns(metadata.redactionRules)
        metadata.fingerprintVersion = matching[Self.versionMember]?.integer ?? 1
        return metadata
    }

    /// The times a cassette can have: those of years of four digits, in microseconds since 1970.
    static let dates: ClosedRange<Int64> = -62_135_596_800_000_000...253_402_300_799_999_999

    /// Rules are lists of texts in an object.
    private static func requireTexts(_ rules: JSONValue, in column: String) throws {
        guard case .object(let members) = rules else { throw DamagedRow("its \(column) rules are no object") }
        for member in members where ![versionMember, RedactionRules.versionMember].contains(member.name) {
            guard let texts = member.value.elements, texts.allSatisfy({ $0.string != nil }) else {
                throw DamagedRow("its \(column) rules '\(member.name.prefix(40))' are no list of texts")
            }
        }
    }

    /// The member beside the matching rules that says how the fingerprints were made; earlier versions pass it over.
    private static let versionMember = "fingerprints"

    private var matching: JSONValue {
        let version = JSONMember(name: Self.versionMember, value: .integer(fingerprintVersion))
        guard case .object(let rules) = matchingRules.json else { return [:] }
        return .object(rules + [version])
    }

    func save(_ db: Database) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO cassette (id, format, tool, created, upstream, matching, redaction, note)
                VALUES (1, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                Schema.version, tool, created, upstream, matching.text(), redactionRules.json.text(), note,
            ]
        )
    }
}
