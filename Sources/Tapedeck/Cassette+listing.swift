// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// A recorded interaction without its bodies, as a listing shows it.
public struct InteractionSummary: Sendable, Hashable, Identifiable {
    /// The number of the interaction in its cassette, from 1.
    public let id: Int64
    /// The session it was recorded in; empty for the default session.
    public let session: String
    /// When the request arrived.
    public let recordedAt: Date
    /// The method, such as `POST`.
    public let method: String
    /// The path with its query, such as `/v1/files?limit=2`.
    public let path: String
    /// The status code of the response.
    public let status: Int
    /// The time from the request to the end of the response.
    public let duration: Duration
    /// Whether the upstream closed the connection before the response was complete.
    public let isTruncated: Bool
}

extension Cassette {
    /// Lists interactions in the order they were recorded.
    /// - Parameters:
    ///   - id: The number after which the listing begins; 0 lists from the start.
    ///   - limit: Maximum number of interactions to return.
    /// - Returns: The interactions; fewer than `limit` at the end of the cassette.
    /// - Throws: ``CassetteError`` when the cassette is damaged.
    public func list(after id: Int64 = 0, limit: Int = 1000) throws -> [InteractionSummary] {
        try rows(after: id, limit: limit).map { row in
            InteractionSummary(
                id: row.id,
                session: row.session,
                recordedAt: Date(timeIntervalSince1970: Double(row.recordedAt) / 1e6),
                method: row.method,
                path: row.path + (row.query.map { "?" + $0 } ?? ""),
                status: row.status,
                duration: .microseconds(row.duration),
                isTruncated: row.outcome == Outcome.truncated.rawValue
            )
        }
    }

    /// The request body of an interaction, after redaction, read whole into memory.
    /// - Throws: ``CassetteError`` when there is no such interaction or its body is damaged.
    public func requestBody(of id: Int64) throws -> Data {
        try bytes(interaction(id).request.body)
    }

    /// The response body of an interaction, after redaction, read whole into memory.
    /// - Throws: ``CassetteError`` when there is no such interaction or its body is damaged.
    public func responseBody(of id: Int64) throws -> Data {
        try bytes(interaction(id).response.body)
    }

    private func interaction(_ id: Int64) throws -> Interaction {
        guard let stored = try interactions(after: id - 1, limit: 1).first, stored.id == id else {
            throw CassetteError(
                code: .invalidArgument,
                message: "The cassette \(path) has no interaction \(id); list() shows those it has."
            )
        }
        return stored.interaction
    }

    private func bytes(_ body: RecordedBody) throws -> Data {
        switch body {
        case .bytes(let bytes): Data(bytes)
        case .stored(let reference): Data(try read(reference, range: 0..<reference.length))
        }
    }
}
