// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The chunks of an event stream whose source kept none.
enum EventChunks {
    /// Cuts a body behind every event; what follows the last one is a chunk of its own.
    /// - Returns: Chunks at time 0 that cover the body; none when it is not an event stream, or has no event.
    static func cut(_ body: [UInt8], contentType: String?) -> [Chunk] {
        guard contentType?.prefix(while: { $0 != ";" }).lowercased() == "text/event-stream" else { return [] }
        var parser = EventStreamParser()
        var ends = (parser.push(body) + parser.finish()).map(\.endOffset)
        guard let last = ends.last else { return [] }
        if last < body.count { ends.append(body.count) }
        return zip([0] + ends, ends).map { Chunk(offset: $0, length: $1 - $0, time: 0) }
    }
}
