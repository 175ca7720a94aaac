// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import TapedeckCore

/// Where the fingerprints of a cassette are looked up.
struct FingerprintSource: Sendable {
    /// The rules of the fingerprints, when they are not the cassette's own.
    let rules: MatchingRules?
    /// The SQL after `FROM`; interactions are called `i`.
    let table: String
    /// The column of the fingerprint.
    let column: String

    /// The fingerprints on file.
    static let stored = FingerprintSource(rules: nil, table: "interaction i", column: "i.fingerprint")

    /// Makes the fingerprints of other rules in a temporary table of one connection.
    static func override(_ rules: MatchingRules, metadata: CassetteMetadata, _ db: Database) throws -> FingerprintSource
    {
        try db.execute(sql: "CREATE TEMP TABLE override (interaction INTEGER PRIMARY KEY, fingerprint BLOB NOT NULL)")
        // An interaction that cannot be read is looked up as it is on file, and found damaged when it is to be played.
        try db.execute(sql: "INSERT INTO temp.override SELECT id, fingerprint FROM interaction")
        try forEachFingerprint(rules, metadata.redactionRules, isStrict: rules != metadata.matchingRules, db) {
            try db.cachedStatement(sql: "UPDATE temp.override SET fingerprint = ? WHERE interaction = ?")
                .execute(arguments: [$1, $0])
        }
        try db.execute(sql: "CREATE INDEX temp.override_fingerprint ON override (fingerprint)")
        return FingerprintSource(
            rules: rules,
            table: "temp.override o JOIN interaction i ON i.id = o.interaction",
            column: "o.fingerprint"
        )
    }

    /// Whether fingerprints that an earlier version made are not those of this one.
    static func areOutdated(_ metadata: CassetteMetadata, _ db: Database) throws -> Bool {
        guard metadata.fingerprintVersion < CassetteMetadata.currentFingerprints else { return false }
        var differs = false
        try forEachFingerprint(metadata.matchingRules, metadata.redactionRules, isStrict: false, db) {
            id,
            fingerprint in
            guard !differs else { return }
            let stored = try db.cachedStatement(sql: "SELECT fingerprint FROM interaction WHERE id = ?")
            differs = try Data.fetchOne(stored, arguments: [id]) != fingerprint
        }
        return differs
    }

    /// Makes every fingerprint on file anew.
    static func rewrite(_ rules: MatchingRules, redaction: RedactionRules, _ db: Database) throws {
        try forEachFingerprint(rules, redaction, isStrict: true, db) { id, fingerprint in
            try db.cachedStatement(sql: "UPDATE interaction SET fingerprint = ? WHERE id = ?")
                .execute(arguments: [fingerprint, id])
        }
    }

    private static func forEachFingerprint(
        _ rules: MatchingRules,
        _ redaction: RedactionRules,
        isStrict: Bool,
        _ db: Database,
        body: (InteractionID, Data) throws -> Void
    ) throws {
        let redactor = Redactor(rules: try CompiledRedaction(redaction))
        let ids = try InteractionID.fetchCursor(db, sql: "SELECT id FROM interaction ORDER BY id")
        while let id = try ids.next() {
            let key: RequestKey
            do {
                key = try InteractionTable.request(of: id, db).key(rules: rules, redactor: redactor) {
                    try BodyTable.read($0.id, range: $1, db)
                }
            } catch {
                if isStrict { throw error }
                continue
            }
            try body(id, Data(key.fingerprint.bytes))
        }
    }
}
