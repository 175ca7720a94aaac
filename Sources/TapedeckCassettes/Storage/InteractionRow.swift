// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
package import TapedeckCore

/// An interaction without its bodies.
package struct InteractionRow: Sendable {
    /// The number of the interaction.
    package let id: InteractionID
    /// The session it was recorded in; empty for the default session.
    package let session: String
    /// When the request arrived, in microseconds since 1970-01-01 UTC.
    package let recordedAt: Int64
    /// The method.
    package let method: String
    /// The path without its query.
    package let path: String
    /// The query; `nil` when there is none.
    package let query: String?
    let fingerprint: Data
    /// The status code.
    package let status: Int
    let responseHeaders: String
    /// How the response ended.
    package let outcome: String
    /// Microseconds from the request to the end of the response.
    package let duration: Int64
    /// The digest of the request body, `nil` when it is empty.
    let requestDigest: Data?
    /// The digest of the response body, `nil` when it is empty.
    let responseDigest: Data?

    var requestLine: String { "\(method) \(path)\(query.map { "?" + $0 } ?? "")" }

    fileprivate init(_ row: Row) throws {
        id = try row.decode(atIndex: 0)
        session = try row.decode(atIndex: 1)
        recordedAt = try InteractionTable.date(row.decode(atIndex: 2), of: id)
        method = try row.decode(atIndex: 3)
        path = try row.decode(atIndex: 4)
        query = try row.decode(atIndex: 5)
        fingerprint = try row.decode(atIndex: 6)
        status = try row.decode(atIndex: 7)
        responseHeaders = try row.decode(atIndex: 8)
        outcome = try row.decode(atIndex: 9)
        requestDigest = try row.decode(atIndex: 10)
        responseDigest = try row.decode(atIndex: 11)
        duration = try row.decode(atIndex: 12)
    }
}

extension Cassette {
    /// Up to `limit` rows whose number is higher than `id`, in recorded order.
    package func rows(after id: InteractionID, limit: Int) throws -> [InteractionRow] {
        try read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT i.id, i.session, i.recorded_at, i.method, i.path, i.query, \(fingerprints.column), i.status,
                        i.response_headers, i.outcome, q.sha256, a.sha256, i.duration
                    FROM \(fingerprints.table) LEFT JOIN body q ON q.id = i.request_body
                        LEFT JOIN body a ON a.id = i.response_body
                    WHERE i.id > ? ORDER BY i.id LIMIT ?
                    """
            )
            return try Row.fetchAll(statement, arguments: [id, limit]).map(InteractionRow.init)
        }
    }

    /// Goes through all rows in recorded order, a page at a time.
    func forEachRow(_ body: (InteractionRow) throws -> Void) throws {
        var last: InteractionID = 0
        while true {
            let page = try rows(after: last, limit: 500)
            guard let end = page.last?.id else { return }
            for row in page { try body(row) }
            last = end
        }
    }
}
