// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import GRDB
public import TapedeckCore

/// What a cassette says of itself.
public struct CassetteMetadata: Sendable, Hashable {
    /// The version of the tool that made the cassette.
    public var tool: String
    /// When the cassette was made, in microseconds since 1970-01-01 UTC.
    public var created: Int64
    /// The base URL the recordings come from, if it is known.
    public var upstream: String?
    /// The rules the fingerprints were made with.
    public var matchingRules: MatchingRules
    /// The rules the contents were redacted with.
    public var redactionRules: RedactionRules
    /// Free text.
    public var note: String

    /// Creates metadata.
    public init(
        tool: String,
        created: Int64,
        upstream: String? = nil,
        matchingRules: MatchingRules = .strict,
        redactionRules: RedactionRules = .builtIn,
        note: String = ""
    ) {
        self.tool = tool
        self.created = created
        self.upstream = upstream
        self.matchingRules = matchingRules
        self.redactionRules = redactionRules
        self.note = note
    }
}

extension CassetteMetadata {
    static func fetch(_ db: Database) throws -> CassetteMetadata? {
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM cassette") else { return nil }
        func rules(_ column: String) throws -> JSONValue {
            let text = try row.decode(String.self, forColumn: column)
            return try JSONValue(parsing: Array(text.utf8))
        }
        return CassetteMetadata(
            tool: try row.decode(forColumn: "tool"),
            created: try row.decode(forColumn: "created"),
            upstream: try row.decode(forColumn: "upstream"),
            matchingRules: try MatchingRules(json: rules("matching")),
            redactionRules: RedactionRules(json: try rules("redaction")),
            note: try row.decode(forColumn: "note")
        )
    }

    func save(_ db: Database) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO cassette (id, format, tool, created, upstream, matching, redaction, note)
                VALUES (1, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                Schema.version, tool, created, upstream, matchingRules.json.text(), redactionRules.json.text(), note,
            ]
        )
    }
}
