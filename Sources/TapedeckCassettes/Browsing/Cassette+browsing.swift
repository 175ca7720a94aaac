// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import HTTPTypes
package import TapedeckCore

extension Cassette: BrowsableStore {
    /// Maximum number of bytes of bodies that are read for one list; of further interactions it has no content.
    private static let contentLimit = 16 << 20

    /// The interactions with numbers in some ranges, in recorded order, without their bodies.
    package func outlines(of ranges: [ClosedRange<InteractionID>], limit: Int) throws -> [InteractionOutline] {
        try read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT i.id, i.session, i.recorded_at, i.method, i.path, i.query, i.status, i.duration, i.outcome,
                        coalesce(q.length, 0), coalesce(a.length, 0),
                        EXISTS (SELECT 1 FROM chunk c WHERE c.interaction = i.id),
                        i.response_headers, q.bytes, a.bytes
                    FROM interaction i LEFT JOIN body q ON q.id = i.request_body
                        LEFT JOIN body a ON a.id = i.response_body
                    WHERE i.id BETWEEN ? AND ? ORDER BY i.id LIMIT ?
                    """
            )
            var outlines: [InteractionOutline] = []
            var budget = Self.contentLimit
            for range in ranges where outlines.count < limit {
                let rows = try Row.fetchCursor(
                    statement,
                    arguments: [range.lowerBound, range.upperBound, limit - outlines.count]
                )
                while let row = try rows.next() { outlines.append(try Self.outline(row, budget: &budget)) }
            }
            return outlines
        }
    }

    private static func outline(_ row: Row, budget: inout Int) throws -> InteractionOutline {
        let id: InteractionID = try row.decode(atIndex: 0)
        let lengths: (Int, Int) = (try row.decode(atIndex: 9), try row.decode(atIndex: 10))
        budget -= min(lengths.0, budget) + min(lengths.1, budget)
        // Bodies in segments have no bytes here.
        let isAtHand = budget > 0 && max(lengths.0, lengths.1) <= BodyTable.segmentSize
        return InteractionOutline(
            id: id,
            session: try row.decode(atIndex: 1),
            recordedAt: try InteractionTable.date(row.decode(atIndex: 2), of: id),
            method: try row.decode(atIndex: 3),
            path: try row.decode(atIndex: 4),
            query: try row.decode(atIndex: 5),
            requestLength: lengths.0,
            status: try row.decode(atIndex: 6),
            responseLength: lengths.1,
            isStreamed: try row.decode(atIndex: 11),
            duration: try row.decode(atIndex: 7),
            outcome: try row.decode(atIndex: 8),
            content: isAtHand ? try content(row, of: id) : nil
        )
    }

    private static func content(_ row: Row, of id: InteractionID) throws -> InteractionOutline.Content {
        func body(_ index: Int) throws -> RecordedBody {
            try row.withUnsafeData(atIndex: index) { .bytes(Array($0 ?? Data())) }
        }
        let request = try RequestSummary(
            RecordedRequest(method: .post, path: "", body: try body(13)),
            reading: { _, _ in [] }
        )
        let fields = try InteractionTable.decode(row.decode(atIndex: 12), of: id)
        let tokens = try TokenUsage(try body(14), contentType: fields[.contentType], reading: { _, _ in [] })
        let isSimulated = fields.contains { $0.name.canonicalName == "tapedeck-simulated" }
        let isBilled = try row.decode(String.self, atIndex: 3) == "POST" && !isSimulated
        return InteractionOutline.Content(
            model: request.model,
            prompt: request.prompt,
            tokens: tokens.total,
            cost: isBilled ? tokens.cost(requested: request.model) : nil
        )
    }

    /// The labels of sessions with the number of their interactions, in order.
    package func sessionLabels(limit: Int) throws -> [(label: String, count: Int)] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT session, count(*) FROM interaction GROUP BY session ORDER BY session LIMIT ?",
                arguments: [limit]
            ).map { (try $0.decode(atIndex: 0), try $0.decode(atIndex: 1)) }
        }
    }
}
