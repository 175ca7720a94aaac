// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Redacts a response body chunk by chunk, and notes the chunks.
struct ResponseRedaction {
    private var redaction: RedactionStream
    private var received: ChunkList
    private var redacted: ChunkList

    init(contentType: String?, redactor: Redactor) {
        redaction = redactor.stream(as: .lengthClass, contentType: contentType)
        received = ChunkList(contentType: contentType)
        redacted = received
    }

    /// The number of bytes that arrived.
    var length: Int { received.length }

    /// Takes the next chunk.
    /// - Returns: The redacted bytes whose redaction is decided.
    mutating func push(_ chunk: ReceivedChunk) -> [UInt8] {
        received.append(chunk.bytes.count, at: chunk.elapsed)
        let kept = redaction.push(chunk.bytes[...])
        redacted.append(kept.count, at: chunk.elapsed)
        return kept
    }

    /// Ends the body.
    /// - Returns: The rest of the redacted bytes, and the chunks as the cassette keeps them.
    mutating func finish() -> (rest: [UInt8], chunks: [Chunk]) {
        let rest = redaction.finish()
        redacted.extendLast(by: rest.count)
        // If nothing was redacted, the chunks are exactly those that arrived.
        return (rest, redaction.replacements == 0 ? received.kept : redacted.kept)
    }

    /// Redacts a body that arrived whole.
    static func whole(_ response: WholeUpstreamResponse, redactor: Redactor) -> (body: RecordedBody, chunks: [Chunk]) {
        let contentType = response.head.headerFields[.contentType]
        let body = response.body
        if redactor.isClean(body, as: .lengthClass, contentType: contentType) {
            var received = ChunkList(contentType: contentType)
            for chunk in response.chunks { received.append(chunk.bytes.count, at: chunk.elapsed) }
            return (.bytes(body), received.kept)
        }
        var redaction = ResponseRedaction(contentType: contentType, redactor: redactor)
        var bytes: [UInt8] = []
        for chunk in response.chunks { bytes += redaction.push(chunk) }
        let (rest, chunks) = redaction.finish()
        return (.bytes(bytes + rest), chunks)
    }
}

/// A list of adjacent chunks.
private struct ChunkList {
    private let isEventStream: Bool
    /// Adjacent chunks are merged up to this length in bytes, except in event streams.
    private let coarseness: Int
    private var chunks: [Chunk] = []
    private(set) var length = 0

    init(contentType: String?) {
        isEventStream = FieldParameters(contentType ?? "").value == "text/event-stream"
        coarseness = isEventStream ? 0 : 64 << 10
    }

    /// The chunks as the cassette keeps them: none for a document in one piece.
    var kept: [Chunk] { chunks.count > 1 || isEventStream ? chunks : [] }

    mutating func append(_ count: Int, at time: Duration) {
        guard count > 0 else { return }
        if let last = chunks.last, last.length + count <= coarseness {
            extendLast(by: count)
        } else {
            chunks.append(Chunk(offset: length, length: count, time: time.microseconds))
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
