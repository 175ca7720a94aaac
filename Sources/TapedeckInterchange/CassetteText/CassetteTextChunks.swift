// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Chunks as the text form writes them: for each its offset and length in bytes, and its time in microseconds.
enum CassetteTextChunks {
    static func json(_ chunks: [Chunk]) -> JSONValue {
        .array(chunks.map { [.integer($0.offset), .integer($0.length), .integer($0.time)] })
    }

    /// Reads chunks, which need not cover a body yet.
    static func chunks(_ value: SourceValue?) throws(SourceProblem) -> [Chunk] {
        guard let value else { return [] }
        guard let elements = value.elements else { throw .malformed("'chunks' is not a list") }
        var chunks: [Chunk] = []
        chunks.reserveCapacity(elements.count)
        for element in elements {
            guard let numbers = element.elements, numbers.count == 3, let offset = numbers[0].integer,
                let length = numbers[1].integer, let time = numbers[2].integer, time >= 0
            else { throw .malformed("a chunk is not an offset, a length and a time") }
            chunks.append(Chunk(offset: offset, length: length, time: Int64(time)))
        }
        return chunks
    }
}
