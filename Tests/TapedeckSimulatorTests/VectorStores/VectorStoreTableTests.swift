// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct VectorStoreTableTests {
    private var table = VectorStoreTable()

    init() {
        for id in ["vs_a", "vs_b"] {
            table[id] = VectorStore(
                id: id,
                createdAt: 100,
                name: nil,
                description: nil,
                metadata: [],
                lifetime: 1,
                lastActiveAt: 100
            )
        }
    }

    private func file(_ id: String, in store: String, at time: Int, fault: FileFault = .empty) -> VectorStoreFile {
        VectorStoreFile(
            AttachedFile(attachment: FileAttachment(fileID: id), filename: "a.txt", outcome: .failed(fault)),
            in: store,
            at: time
        )
    }

    @Test func `files are done when their time has come`() {
        var table = table
        table.add(file("file-1", in: "vs_a", at: 100))
        table.add(file("file-2", in: "vs_a", at: 200))
        #expect(table.counts(of: "vs_a")[.inProgress] == 2)
        #expect(table["vs_a"]?.lastActiveAt == 200)
        #expect(table.finishFiles(of: "vs_a", at: 101) == nil)
        #expect(table.finishFiles(of: "vs_a", at: 102) == 102)
        #expect(table.counts(of: "vs_a")[.failed] == 1)
        #expect(table.finishFiles(of: "vs_a", at: nil) == 202)
        #expect(table.finishFiles(of: "vs_a", at: nil) == nil)
        #expect(table.counts(of: "vs_a")[.failed] == 2)
        #expect(table.finishFiles(of: "vs_unknown", at: nil) == nil)
    }

    @Test func `a deleted file leaves every store, and a deleted store takes its files along`() {
        var table = table
        for store in ["vs_a", "vs_b"] { table.add(file("file-1", in: store, at: 100)) }
        table.removeEverywhere("file-1")
        #expect(table.file("file-1", in: "vs_a") == nil)
        #expect(table.counts(of: "vs_b")[.inProgress] == 0)
        table.add(file("file-2", in: "vs_a", at: 100))
        table.removeStore("vs_a")
        #expect(table["vs_a"] == nil)
        #expect(table.file("file-2", in: "vs_a") == nil)
        // Nothing is added to a store that is gone.
        table.add(file("file-3", in: "vs_a", at: 100))
        #expect(table.file("file-3", in: "vs_a") == nil)
    }

    @Test func `cancelling a batch stops only what is in progress`() {
        var table = table
        let batch = FileBatch(id: "vsfb_1", createdAt: 100, store: "vs_a", files: ["file-1", "file-2"])
        table.add(file("file-1", in: "vs_a", at: 100))
        table.add(file("file-2", in: "vs_a", at: 200))
        table.add(batch)
        _ = table.finishFiles(of: "vs_a", at: 150)
        table.cancel(batch)
        let counts = FileCounts(table.files(of: batch).all)
        #expect(counts[.failed] == 1)
        #expect(counts[.cancelled] == 1)
        #expect(table.batch("vsfb_1", in: "vs_a")?.isCancelled == true)
        #expect(table.finishFiles(of: "vs_a", at: nil) == nil)
        #expect(table["vs_a"]?.pending.isEmpty == true)
    }

    @Test func `a store expires after its days without activity`() {
        #expect(table["vs_a"]?.expiresAt == 100 + 86_400)
        #expect(table["vs_a"]?.isExpired(at: 100 + 86_399) == false)
        #expect(table["vs_a"]?.isExpired(at: 100 + 86_400) == true)
        let counts = table.counts(of: "vs_a")
        #expect(table["vs_a"]?.document(counts, at: 90_000)["status"] == "expired")
        #expect(table["vs_a"]?.document(counts, at: 200)["status"] == "completed")
    }
}
