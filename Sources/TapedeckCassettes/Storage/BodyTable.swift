// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import GRDB
import TapedeckCore

/// The bodies of a cassette: each distinct one once, found by its SHA-256, large ones in segments.
enum BodyTable {
    /// The size of a segment in bytes, and the largest body that is kept in one piece.
    static let segmentSize = 1 << 20

    /// Adds a body that is at hand, or finds it; `nil` is the empty body.
    static func insert(_ body: RecordedBody, _ db: Database) throws -> Int64? {
        switch body {
        case .stored(let reference): return reference.id
        case .bytes(let bytes):
            guard !bytes.isEmpty else { return nil }
            let digest = Array(SHA256.hash(data: bytes))
            if let id = try find(digest, db) { return id }
            guard bytes.count > segmentSize else {
                return try insert(digest: digest, length: bytes.count, bytes: bytes[...], db)
            }
            let id = try insert(digest: digest, length: bytes.count, bytes: nil, db)
            for (position, start) in stride(from: 0, to: bytes.count, by: segmentSize).enumerated() {
                try insertSegment(bytes[start..<min(start + segmentSize, bytes.count)], of: id, at: position, db)
            }
            return id
        }
    }

    static func find(_ digest: [UInt8], _ db: Database) throws -> Int64? {
        var statement = try DirectStatement("SELECT id FROM body WHERE sha256 = ?", db)
        statement.bind(digest[...])
        return try statement.first()
    }

    /// Adds a row; without a digest the body is still being written.
    static func insert(digest: [UInt8]?, length: Int, bytes: ArraySlice<UInt8>?, _ db: Database) throws -> Int64 {
        var statement = try DirectStatement("INSERT INTO body (sha256, length, bytes) VALUES (?, ?, ?)", db)
        statement.bind(digest?[...])
        statement.bind(Int64(length))
        statement.bind(bytes)
        try statement.run()
        return db.lastInsertedRowID
    }

    static func insertSegment(_ bytes: ArraySlice<UInt8>, of body: Int64, at position: Int, _ db: Database) throws {
        var statement = try DirectStatement("INSERT INTO segment (body, position, bytes) VALUES (?, ?, ?)", db)
        statement.bind(body)
        statement.bind(Int64(position))
        statement.bind(bytes)
        try statement.run()
    }

    /// Ends a body written in segments; when the same body is there already, that one is taken.
    static func close(_ id: Int64, digest: [UInt8], length: Int, _ db: Database) throws -> Int64 {
        if let existing = try find(digest, db) {
            try db.execute(sql: "DELETE FROM body WHERE id = ?", arguments: [id])
            return existing
        }
        try db.execute(
            sql: "UPDATE body SET sha256 = ?, length = ? WHERE id = ?",
            arguments: [Data(digest), length, id]
        )
        return id
    }

    /// Reads a part of a body.
    static func read(_ id: Int64, range: Range<Int>, _ db: Database) throws -> [UInt8] {
        guard !range.isEmpty else { return [] }
        if let bytes = try Data.fetchOne(db, sql: "SELECT bytes FROM body WHERE id = ?", arguments: [id]) {
            guard range.upperBound <= bytes.count else { throw DamagedRow("body \(id) is too short", kind: .digest) }
            return Array(bytes[range])
        }
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        let positions = range.lowerBound / segmentSize...(range.upperBound - 1) / segmentSize
        for position in positions {
            let segment = try Data.fetchOne(
                db,
                sql: "SELECT bytes FROM segment WHERE body = ? AND position = ?",
                arguments: [id, position]
            )
            let start = position * segmentSize
            guard let segment, min(range.upperBound - start, segmentSize) <= segment.count else {
                throw DamagedRow("body \(id) has gaps", kind: .digest)
            }
            result += segment[max(range.lowerBound - start, 0)..<min(range.upperBound - start, segment.count)]
        }
        return result
    }

    /// Removes the bodies whose writing was never ended.
    static func removeUnfinished(_ db: Database) throws {
        try db.execute(sql: "DELETE FROM body WHERE sha256 IS NULL")
    }

    /// Removes the bodies that no interaction refers to.
    static func removeUnused(_ db: Database) throws {
        try db.execute(
            sql: """
                DELETE FROM body WHERE id NOT IN (
                    SELECT request_body FROM interaction WHERE request_body IS NOT NULL
                    UNION ALL SELECT response_body FROM interaction WHERE response_body IS NOT NULL)
                """
        )
    }
}

/// A row that does not hold what its table promises.
struct DamagedRow: Error, CustomStringConvertible {
    let kind: CassetteProblem.Kind
    let description: String

    init(_ description: String, kind: CassetteProblem.Kind = .structure) {
        self.kind = kind
        self.description = description
    }
}
