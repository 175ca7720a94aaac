// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Redacts a response body chunk by chunk, and notes the chunks.
struct ResponseRedaction {
    /// Adjacent chunks are merged up to this length in bytes, except in event streams.
    private static let coarseness = 64 << 10

    private let isEventStream: Bool
    private var redaction: RedactionStream
    private var received = ChunkList()
    private var redacted = ChunkList()

    init(contentType: String?, redactor: Redactor) {
        self.isEventStream = FieldParameters(contentType ?? "").value == "text/event-stream"
        self.redaction = redactor.stream(as: .lengthClass, contentType: contentType)
    }

    /// The number of bytes that arrived.
    var length: Int { received.length }

    /// Takes the next chunk.
    /// - Returns: The redacted bytes whose redaction is decided.
    mutating func push(_ chunk: ReceivedChunk) -> [UInt8] {
        let coarseness = isEventStream ? 0 : Self.coarseness
        received.append(chunk.bytes.count, at: chunk.elapsed.microseconds, coarseness: coarseness)
        let kept = redaction.push(chunk.bytes[...])
        redacted.append(kept.count, at: chunk.elapsed.microseconds, coarseness: coarseness)
        return kept
    }

    /// Ends the body.
    /// - Returns: The rest of the redacted bytes, and the chunks as the cassette keeps them.
    mutating func finish() -> (rest: [UInt8], chunks: [Chunk]) {
        let rest = redaction.finish()
        redacted.extendLast(by: rest.count)
        // If nothing was redacted, the chunks are exactly those that arrived.
        let chunks = redaction.replacements == 0 ? received.chunks : redacted.chunks
        return (rest, chunks.count > 1 || isEventStream ? chunks : [])
    }

    /// Redacts a body that arrived whole.
    static func whole(_ response: WholeUpstreamResponse, redactor: Redactor) -> (body: RecordedBody, chunks: [Chunk]) {
        var redaction = ResponseRedaction(
            contentType: response.head.headerFields[.contentType],
            redactor: redactor
        )
        var bytes: [UInt8] = []
        for chunk in response.chunks { bytes += redaction.push(chunk) }
        let (rest, chunks) = redaction.finish()
        return (.bytes(bytes + rest), chunks)
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
