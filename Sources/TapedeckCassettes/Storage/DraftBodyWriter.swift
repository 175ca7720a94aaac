// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import GRDB
import TapedeckCore

/// Takes a body that comes in pieces into a draft: a small one stays in memory, a large one is written in segments.
struct DraftBodyWriter {
    private let db: Database
    private var buffer: [UInt8] = []
    private var digest = SHA256()
    private var length = 0
    private var id: Int64?
    private var segments = 0

    init(_ db: Database) {
        self.db = db
    }

    mutating func write(_ bytes: ArraySlice<UInt8>) throws {
        digest.update(data: bytes)
        length += bytes.count
        buffer.append(contentsOf: bytes)
        var start = 0
        while buffer.count - start > BodyTable.segmentSize {
            try save(buffer[start..<start + BodyTable.segmentSize])
            start += BodyTable.segmentSize
        }
        buffer.removeFirst(start)
    }

    mutating func finish() throws -> RecordedBody {
        guard id != nil else { return .bytes(buffer) }
        try save(buffer[...])
        guard let id else { preconditionFailure("A saved segment has a body") }
        let final = try BodyTable.close(id, digest: Array(digest.finalize()), length: length, db)
        return .stored(BodyReference(id: final, length: length))
    }

    private mutating func save(_ segment: ArraySlice<UInt8>) throws {
        let body = try id ?? BodyTable.insert(digest: nil, length: 0, bytes: nil, db)
        try BodyTable.insertSegment(segment, of: body, at: segments, db)
        segments += 1
        id = body
    }
}
