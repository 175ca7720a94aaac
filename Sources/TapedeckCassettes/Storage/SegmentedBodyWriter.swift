// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import GRDB
import TapedeckCore

/// Takes a body into the cassette: a small one stays in memory, a large one is written in segments as it comes.
actor SegmentedBodyWriter: BodyWriter {
    private let queue: CommitQueue
    private let path: String
    private let unclaimed: UnclaimedBodies
    private var buffer: [UInt8] = []
    private var digest = SHA256()
    private var length = 0
    private var id: Int64?
    private var segments = 0

    init(queue: CommitQueue, path: String, unclaimed: UnclaimedBodies) {
        self.queue = queue
        self.path = path
        self.unclaimed = unclaimed
    }

    func write(_ bytes: ArraySlice<UInt8>) async throws {
        length += bytes.count
        buffer.append(contentsOf: bytes)
        while buffer.count > BodyTable.segmentSize {
            let segment = buffer[..<BodyTable.segmentSize]
            buffer = Array(buffer[BodyTable.segmentSize...])
            try await save(segment)
        }
    }

    func finish() async throws -> RecordedBody {
        guard id != nil else { return .bytes(buffer) }
        try await save(buffer[...])
        guard let id else { preconditionFailure("A saved segment has a body") }
        let (digest, length) = (Array(digest.finalize()), length)
        let final = try await commit { db in try BodyTable.close(id, digest: digest, length: length, db) }
        // The same body may be there already; then that one is taken and this one is gone.
        if final != id { unclaimed.remove(id) }
        return .stored(BodyReference(id: final, length: length))
    }

    private func save(_ segment: ArraySlice<UInt8>) async throws {
        let (body, position) = (id, segments)
        segments += 1
        // A small body gets its digest from the table.
        digest.update(data: segment)
        let saved = try await commit { db in
            let body = try body ?? BodyTable.insert(digest: nil, length: 0, bytes: nil, db)
            try BodyTable.insertSegment(segment, of: body, at: position, db)
            return body
        }
        if id == nil { unclaimed.insert(saved) }
        id = saved
    }

    private func commit(_ operation: @escaping @Sendable (Database) throws -> Int64) async throws -> Int64 {
        do {
            return try await queue.commit(operation)
        } catch {
            throw CassetteError.wrapping(error, path: path)
        }
    }
}
