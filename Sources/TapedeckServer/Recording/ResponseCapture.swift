// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Captures a response body as it arrives: redacts it into the cassette and notes its chunks.
struct ResponseCapture {
    private let writer: any BodyWriter
    private var redaction: ResponseRedaction
    private var usage: UsageReader
    private var failure: (any Error)?

    init(contentType: String?, redactor: Redactor, writer: any BodyWriter) {
        self.writer = writer
        self.redaction = ResponseRedaction(contentType: contentType, redactor: redactor)
        self.usage = UsageReader(contentType: contentType)
    }

    /// The number of bytes that arrived.
    var length: Int { redaction.length }

    mutating func take(_ chunk: ReceivedChunk) async {
        usage.push(chunk.bytes)
        await write(redaction.push(chunk))
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
        let (rest, chunks) = redaction.finish()
        await write(rest)
        if let failure { throw failure }
        return (try await writer.finish(), chunks)
    }
}
