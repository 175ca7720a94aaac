// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
public import TapedeckCore

extension Cassette {
    /// The number of interactions.
    public func count() throws -> Int {
        try read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM interaction") ?? 0 }
    }

    /// The number of the last interaction, 0 when there is none.
    public func lastID() throws -> InteractionID {
        try read { db in try InteractionID.fetchOne(db, sql: "SELECT max(id) FROM interaction") ?? 0 }
    }

    /// The first recording of a fingerprint whose number is higher than `id`.
    public func first(
        _ fingerprint: Fingerprint, in filter: SessionFilter, after id: InteractionID
    ) throws -> Recording? {
        try recording(fingerprint, filter, after: id, order: "ASC")
    }

    /// The last recording of a fingerprint.
    public func last(_ fingerprint: Fingerprint, in filter: SessionFilter) throws -> Recording? {
        try recording(fingerprint, filter, after: 0, order: "DESC")
    }

    private func recording(
        _ fingerprint: Fingerprint, _ filter: SessionFilter, after id: InteractionID, order: String
    ) throws -> Recording? {
        var arguments: StatementArguments = [Data(fingerprint.bytes), id]
        var condition = "\(fingerprints.column) = ? AND i.id > ?"
        if case .label(let label) = filter {
            condition += " AND i.session = ?"
            arguments += [label]
        }
        let sql = """
            SELECT \(InteractionTable.responseColumns)
            FROM \(fingerprints.table) LEFT JOIN body b ON b.id = i.response_body
            WHERE \(condition) ORDER BY i.id \(order) LIMIT 1
            """
        return try read { db in
            let statement = try db.cachedStatement(sql: sql)
            return try Row.fetchOne(statement, arguments: arguments).map { try InteractionTable.recording($0, db) }
        }
    }

    /// The recordings a request can be compared with when nothing matches it.
    public func candidates(method: String, path: String, limit: Int) throws -> [StoredInteraction] {
        try read { db in
            let same = try InteractionTable.fetch(
                db, where: "i.path = ? ORDER BY i.method <> ?, i.id LIMIT ?", arguments: [path, method, limit])
            guard same.isEmpty else { return same }
            return try InteractionTable.fetch(
                db, where: "i.method = ? ORDER BY i.id LIMIT ?", arguments: [method, limit])
        }
    }

    /// Up to `limit` interactions whose number is higher than `id`, in recorded order.
    public func interactions(after id: InteractionID, limit: Int) throws -> [StoredInteraction] {
        try read { db in
            try InteractionTable.fetch(db, where: "i.id > ? ORDER BY i.id LIMIT ?", arguments: [id, limit])
        }
    }

    /// Reads a part of a stored body.
    public func read(_ reference: BodyReference, range: Range<Int>) throws -> [UInt8] {
        try read { db in try BodyTable.read(reference.id, range: range, db) }
    }

    /// Reads without a transaction: every look-up is one statement, or of rows that are never changed.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try database.unsafeRead(body)
        } catch {
            throw CassetteError.wrapping(error, path: path)
        }
    }
}
