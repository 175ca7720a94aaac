// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The text of a file in a vector store, cut into chunks, with the terms of each chunk.
final class FileIndex: Sendable {
    /// Bytes that the service counts for the vector of a chunk.
    private static let vectorBytes = 1024

    let chunkSizes: ChunkSizes
    /// The whole text as UTF-8.
    let text: Blob
    /// The bytes of each chunk.
    let chunks: [Range<Int>]
    /// The terms of each chunk.
    let terms: [ChunkTerms]
    /// Size of the chunks and their vectors, in bytes.
    let usageBytes: Int

    /// Reads and cuts a file.
    /// - Throws: ``FileFault`` when the file cannot be searched, and errors of the disk.
    init(_ file: SimulatedFile, _ sizes: ChunkSizes, in store: BlobStore) throws {
        guard let content = file.content else { throw FileFault.notRecorded }
        guard content.count <= FileText.byteLimit else { throw FileFault.tooLarge }
        let bytes = try content.prefix(content.count)
        let text = try FileText.read(bytes, named: file.filename)
        let chunks = try TextChunks.ranges(of: text, sizes)
        chunkSizes = sizes
        self.chunks = chunks
        terms = chunks.map { ChunkTerms(String(decoding: text[$0], as: UTF8.self)) }
        usageBytes = chunks.reduce(0) { $0 + $1.count + Self.vectorBytes }
        if text == bytes {
            self.text = content
        } else {
            var writer = Blob.Writer(store: store)
            try writer.append(text[...])
            self.text = try writer.finish()
        }
    }

    /// A part of the text.
    /// - Throws: ``APIError`` when the disk fails.
    func text(of range: Range<Int>) throws(APIError) -> String {
        do {
            return String(decoding: try text.bytes(in: range), as: UTF8.self)
        } catch {
            throw .storage(error)
        }
    }
}
