// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import GRDB
import TapedeckCore
import Testing

@testable import TapedeckCassettes

struct CommitQueueTests {
    private let folder: TemporaryFolder
    private let database: DatabasePool
    private let queue: CommitQueue

    init() async throws {
        folder = try TemporaryFolder()
        let path = folder("x")
        let lock = try FileLock(path: path)
        try CassetteFile.prepare(path, new: .test, matchingRules: nil)
        let file = try RecordingFile(path, lock: lock)
        database = file.pool
        queue = CommitQueue(home: RecordingHome(file, metadata: .test) { _ in })
        try await database.write { try $0.execute(sql: "CREATE TABLE t (x INTEGER PRIMARY KEY)") }
    }

    @Test func `commits what succeeds, and says what failed`() async throws {
        let queue = queue
        let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
            for index in 0..<64 {
                group.addTask {
                    do {
                        let result = try await queue.commit { db in
                            try db.execute(sql: "INSERT INTO t VALUES (?)", arguments: [index])
                            // Every third one fails after it has written something.
                            if index % 3 == 0 { try db.execute(sql: "INSERT INTO none VALUES (1)") }
                            return index
                        }
                        return (index, result == index)
                    } catch {
                        return (index, false)
                    }
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(outcomes.filter(\.value).keys.sorted() == (0..<64).filter { $0 % 3 != 0 })
        let kept = try await database.read { try Int.fetchAll($0, sql: "SELECT x FROM t ORDER BY x") }
        #expect(kept == (0..<64).filter { $0 % 3 != 0 })
    }

    @Test func `fails what comes after the database is closed`() async throws {
        try database.close()
        await #expect(throws: DatabaseError.self) { try await queue.commit { _ in } }
    }
}
