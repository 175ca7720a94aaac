// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import TapedeckCore

/// Where the fingerprints of a cassette are looked up.
struct FingerprintSource: Sendable {
    /// The rules of the fingerprints, when they are not the cassette's own.
    let rules: MatchingRules?
    /// What stands after `FROM`; interactions are called `i`.
    let table: String
    /// The column of the fingerprint.
    let column: String

    /// The fingerprints on file.
    static let stored = FingerprintSource(rules: nil, table: "interaction i", column: "i.fingerprint")

    /// Makes the fingerprints of other rules in a temporary table of one connection.
    static func override(_ rules: MatchingRules, metadata: CassetteMetadata, _ db: Database) throws -> FingerprintSource
    {
        try db.execute(sql: "CREATE TEMP TABLE override (interaction INTEGER PRIMARY KEY, fingerprint BLOB NOT NULL)")
        try forEachFingerprint(rules, metadata.redactionRules, db) { id, fingerprint in
            try db.cachedStatement(sql: "INSERT INTO temp.override VALUES (?, ?)").execute(arguments: [id, fingerprint])
        }
        try db.execute(sql: "CREATE INDEX temp.override_fingerprint ON override (fingerprint)")
        return FingerprintSource(
            rules: rules,
            table: "temp.override o JOIN interaction i ON i.id = o.interaction",
            column: "o.fingerprint"
        )
    }

    /// Makes every fingerprint on file anew.
    static func rewrite(_ rules: MatchingRules, redaction: RedactionRules, _ db: Database) throws {
        try forEachFingerprint(rules, redaction, db) { id, fingerprint in
            try db.cachedStatement(sql: "UPDATE interaction SET fingerprint = ? WHERE id = ?")
                .execute(arguments: [fingerprint, id])
        }
    }

    private static func forEachFingerprint(
        _ rules: MatchingRules,
        _ redaction: RedactionRules,
        _ db: Database,
        body: (InteractionID, Data) throws -> Void
    ) throws {
        let redactor = Redactor(patterns: try LinePatterns(redaction))
        let ids = try InteractionID.fetchCursor(db, sql: "SELECT id FROM interaction ORDER BY id")
        while let id = try ids.next() {
            let request = try InteractionTable.request(of: id, db)
            let key = try request.key(rules: rules, redactor: redactor) { reference, range in
                try BodyTable.read(reference.id, range: range, db)
            }
            try body(id, Data(key.fingerprint.bytes))
        }
    }
}
