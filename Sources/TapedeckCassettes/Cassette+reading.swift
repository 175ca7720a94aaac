// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
package import TapedeckCore

extension Cassette {
    /// The number of recordings in a scope.
    package func count(in scope: RecordingScope = RecordingScope()) throws -> Int {
        let (condition, arguments) = condition(scope)
        return try read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM interaction i WHERE \(condition)", arguments: arguments)
                ?? 0
        }
    }

    /// The number of the last interaction, 0 when there is none.
    package func lastID() throws -> InteractionID {
        try read { db in try InteractionID.fetchOne(db, sql: "SELECT max(id) FROM interaction") ?? 0 }
    }

    /// The first recording of a fingerprint whose number is higher than `id`.
    package func first(
        _ fingerprint: Fingerprint,
        in scope: RecordingScope,
        after id: InteractionID
    ) throws -> StoredResponse? {
        try recording(.first(after: id), of: fingerprint, in: scope)
    }

    /// The last recording of a fingerprint.
    package func last(_ fingerprint: Fingerprint, in scope: RecordingScope) throws -> StoredResponse? {
        try recording(.last, of: fingerprint, in: scope)
    }

    /// The numbers of all recordings of a fingerprint, in order.
    package func ids(_ fingerprint: Fingerprint, in scope: RecordingScope) throws -> [InteractionID] {
        let (condition, arguments) = condition(scope)
        return try read { db in
            try InteractionID.fetchAll(
                db,
                sql: """
                    SELECT i.id FROM \(fingerprints.table)
                    WHERE \(fingerprints.column) = ? AND \(condition) ORDER BY i.id
                    """,
                arguments: [Data(fingerprint.bytes)] + arguments
            )
        }
    }

    private func recording(
        _ place: RecordingPlace,
        of fingerprint: Fingerprint,
        in scope: RecordingScope
    ) throws -> StoredResponse? {
        do {
            if let found = try lookups?.look({ connection in
                try RecordingReader(source: connection).recording(place, of: fingerprint, in: scope)
            }) {
                return found
            }
            return try database.read { db in
                try RecordingReader(source: DatabaseSource(database: db, fingerprints: fingerprints))
                    .recording(place, of: fingerprint, in: scope)
            }
        } catch {
            throw CassetteError.wrapping(error, path: path)
        }
    }

    private func condition(_ scope: RecordingScope) -> (sql: String, arguments: StatementArguments) {
        switch scope.sessions {
        case .any: ("i.id <= ?", [scope.upTo])
        case .shared:
            // By bytes: LIKE would not tell capitals from small letters.
            (
                "i.id <= ? AND substr(i.session, 1, \(SessionFilter.upstreamPrefix.utf8.count)) <> ?",
                [scope.upTo, SessionFilter.upstreamPrefix]
            )
        case .label(let label): ("i.id <= ? AND i.session = ?", [scope.upTo, label])
        }
    }

    /// The numbers of recordings a request can be compared with when nothing matches it.
    package func candidates(
        method: String,
        path: String,
        in scope: RecordingScope,
        limit: Int
    ) throws -> [InteractionID] {
        let (condition, arguments) = condition(scope)
        func ids(_ db: Database, where own: String, _ values: StatementArguments) throws -> [InteractionID] {
            try InteractionID.fetchAll(
                db,
                sql: "SELECT i.id FROM interaction i WHERE \(condition) AND \(own) LIMIT ?",
                arguments: arguments + values + [limit]
            )
        }
        return try read { db in
            let same = try ids(db, where: "i.path = ? ORDER BY i.method <> ?, i.id", [path, method])
            return same.isEmpty ? try ids(db, where: "i.method = ? ORDER BY i.id", [method]) : same
        }
    }

    /// The first `limit` numbers in a scope that are accepted, in order.
    package func ids(
        in scope: RecordingScope,
        limit: Int,
        where accepts: (InteractionID) -> Bool
    ) throws -> [InteractionID] {
        let (condition, arguments) = condition(scope)
        return try read { db in
            let cursor = try InteractionID.fetchCursor(
                db,
                sql: "SELECT i.id FROM interaction i WHERE \(condition) ORDER BY i.id",
                arguments: arguments
            )
            var found: [InteractionID] = []
            while found.count < limit, let id = try cursor.next() {
                if accepts(id) { found.append(id) }
            }
            return found
        }
    }

    /// Method and target of an interaction, without its body.
    package func requestLine(of id: InteractionID) throws -> String {
        try read { db in try InteractionTable.requestLine(of: id, db) }
    }

    /// The session an interaction was recorded in; nothing else of it is read.
    package func session(of id: InteractionID) throws -> String {
        try read { db in
            try String.fetchOne(db, sql: "SELECT session FROM interaction WHERE id = ?", arguments: [id]) ?? ""
        }
    }

    /// The request of an interaction.
    package func request(of id: InteractionID) throws -> RecordedRequest {
        try read { db in try InteractionTable.request(of: id, db) }
    }

    /// Up to `limit` interactions whose number is higher than `id`, in recorded order.
    package func interactions(after id: InteractionID, limit: Int) throws -> [StoredInteraction] {
        try read { db in try InteractionTable.page(after: id, limit: limit, db) }
    }

    /// Goes through all interactions in recorded order, a page at a time.
    package func forEachInteraction(_ body: (StoredInteraction) throws -> Void) throws {
        var last: InteractionID = 0
        while true {
            let page = try interactions(after: last, limit: 16)
            guard let end = page.last?.id else { return }
            for stored in page { try body(stored) }
            last = end
        }
    }

    /// Reads a part of a stored body.
    package func read(_ reference: BodyReference, range: Range<Int>) throws -> [UInt8] {
        try read { db in try BodyTable.read(reference.id, range: range, db) }
    }

    /// Reads without a transaction: a look-up of one statement, or of what only a recorder that replaces can change.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try database.unsafeRead(body)
        } catch {
            throw CassetteError.wrapping(error, path: path)
        }
    }
}
