// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// A filter of interactions; all given conditions must hold.
package struct InteractionFilter: Sendable, Hashable {
    /// Numbers; empty for any.
    package var numbers: [ClosedRange<InteractionID>] = []
    /// How paths begin; empty for any.
    package var paths: [String] = []
    /// Status codes; empty for any.
    package var statuses: [ClosedRange<Int>] = []
    /// Sessions, the default one being empty; empty for any.
    package var sessions: [String] = []
    /// Models that requests name; empty for any.
    package var models: [String] = []
    /// The time before which interactions were recorded, in microseconds since 1970-01-01 UTC.
    package var recordedBefore: Int64?

    /// Creates a filter that every interaction passes.
    package init() {}

    /// Whether every interaction passes.
    package var isEmpty: Bool { self == InteractionFilter() }

    func accepts(_ row: InteractionRow, of cassette: Cassette) throws -> Bool {
        guard numbers.isEmpty || numbers.contains(where: { $0.contains(row.id) }),
            paths.isEmpty || paths.contains(where: { row.path.hasPrefix($0) }),
            statuses.isEmpty || statuses.contains(where: { $0.contains(row.status) }),
            sessions.isEmpty || sessions.contains(where: row.session.isSpelled),
            recordedBefore.map({ row.recordedAt < $0 }) ?? true
        else { return false }
        guard !models.isEmpty else { return true }
        return try cassette.request(of: row.id).model.map { models.contains(where: $0.isSpelled) } ?? false
    }
}

extension RecordedRequest {
    /// The model that a JSON body names.
    var model: String? {
        guard case .bytes(let bytes) = body, bytes.first == UInt8(ascii: "{") else { return nil }
        return (try? JSONValue(parsing: bytes))?["model"]?.string
    }
}

extension Cassette {
    /// Goes through the interactions that a filter lets pass, in recorded order.
    /// - Parameters:
    ///   - filter: Which ones.
    ///   - body: Called with each.
    /// - Throws: What `body` throws; ``CassetteError`` when the cassette is damaged.
    package func forEachInteraction(
        in filter: InteractionFilter,
        _ body: (StoredInteraction) throws -> Void
    ) throws {
        try forEachRow { row in
            guard try filter.accepts(row, of: self),
                let stored = try interactions(after: row.id - 1, limit: 1).first
            else { return }
            try body(stored)
        }
    }
}
