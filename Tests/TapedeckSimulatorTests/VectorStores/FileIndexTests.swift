// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct FileIndexTests {
    private let store = BlobStore(memoryLimit: 1 << 20)

    private func file(_ text: String, named name: String = "a.txt") throws -> SimulatedFile {
        var writer = Blob.Writer(store: store)
        try writer.append(Array(text.utf8)[...])
        let content = try writer.finish()
        return SimulatedFile(
            id: "file-1",
            purpose: .assistants,
            filename: name,
            createdAt: 0,
            expiresAt: nil,
            byteCount: content.count,
            content: content
        )
    }

    @Test func `a short file is one chunk, counted as the service does`() throws {
        let index = try FileIndex(try file("Hello world!"), .standard, in: store)
        #expect(index.chunks == [0..<12])
        #expect(index.usageBytes == 1036)
        #expect(try index.text(of: 0..<5) == "Hello")
    }

    @Test func `each chunk has its own terms and text`() throws {
        let text = (0..<300).map { "word\($0)x" }.joined(separator: " ")
        let index = try FileIndex(try file(text), ChunkSizes(length: 100, overlap: 0), in: store)
        #expect(index.chunks.count > 5)
        #expect(try index.chunks.map { try index.text(of: $0) }.joined() == text)
        let hash = ChunkTerms.hash("word0x")
        #expect(
            index.terms.map { $0.count(of: hash) > 0 } == [true]
                + Array(repeating: false, count: index.chunks.count - 1)
        )
    }

    @Test func `a file that a recording shows without its bytes is a server error`() throws {
        let file = SimulatedFile(
            id: "file-1",
            purpose: .assistants,
            filename: "a.txt",
            createdAt: 0,
            expiresAt: nil,
            byteCount: 1,
            content: nil
        )
        #expect(throws: FileFault.notRecorded) { try FileIndex(file, .standard, in: store) }
    }
}
