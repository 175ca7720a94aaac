// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Captures a response body as it arrives: redacts it into the cassette and notes its chunks.
struct ResponseCapture {
    /// Adjacent chunks are merged up to this length in bytes, except in event streams.
    private static let coarseness = 64 << 10

    private let writer: any BodyWriter
    private let isEventStream: Bool
    private var redaction: RedactionStream
    private var usage: UsageReader
    private var received = ChunkList()
    private var redacted = ChunkList()
    private var failure: (any Error)?

    init(contentType: String?, redactor: Redactor, writer: any BodyWriter) {
        self.writer = writer
        self.isEventStream = FieldParameters(contentType ?? "").value == "text/event-stream"
        self.redaction = redactor.stream(as: .lengthClass, contentType: contentType)
        self.usage = UsageReader(contentType: contentType)
    }

    /// The number of bytes that arrived.
    var length: Int { received.length }

    mutating func take(_ chunk: ReceivedChunk) async {
        usage.push(chunk.bytes)
        let coarseness = isEventStream ? 0 : Self.coarseness
        received.append(chunk.bytes.count, at: chunk.elapsed.microseconds, coarseness: coarseness)
        let kept = redaction.push(chunk.bytes[...])
        redacted.append(kept.count, at: chunk.elapsed.microseconds, coarseness: coarseness)
        await write(kept)
    }

    private mutating func write(_ bytes: [UInt8]) async {
        guard failure == nil else { return }
        do {
            try await writer.write(bytes[...])
        } catch {
            failure = error
        }
    }

    /// The billed tokens, if the response states them.
    mutating func tokens() -> Int? { usage.finish() }

    /// Ends the body.
    /// - Returns: The body and its chunks as the cassette keeps them.
    /// - Throws: What kept the body from the cassette.
    mutating func finish() async throws -> (body: RecordedBody, chunks: [Chunk]) {
        let rest = redaction.finish()
        redacted.extendLast(by: rest.count)
        await write(rest)
        if let failure { throw failure }
        // If nothing was redacted, the chunks are exactly those that arrived.
        let chunks = redaction.replacements == 0 ? received.chunks : redacted.chunks
        return (try await writer.finish(), chunks.count > 1 || isEventStream ? chunks : [])
    }
}

/// A list of adjacent chunks.
private struct ChunkList {
    private(set) var chunks: [Chunk] = []
    private(set) var length = 0

    mutating func append(_ count: Int, at time: Int64, coarseness: Int) {
        guard count > 0 else { return }
        if let last = chunks.last, last.length + count <= coarseness {
            extendLast(by: count)
        } else {
            chunks.append(Chunk(offset: length, length: count, time: time))
            length += count
        }
    }

    mutating func extendLast(by count: Int) {
        guard count > 0 else { return }
        if chunks.isEmpty {
            chunks.append(Chunk(offset: 0, length: count, time: 0))
        } else {
            chunks[chunks.count - 1].length += count
        }
        length += count
    }
}

extension Duration {
    /// The whole microseconds.
    var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}
