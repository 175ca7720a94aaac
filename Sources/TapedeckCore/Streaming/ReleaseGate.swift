// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Decides how much of a response may go to the client before the recording of it is committed.
///
/// A client must never see a whole response that is not recorded. Of most bodies only the last byte is held back. Of an
/// event stream every event goes out as it arrives, up to the one that ends the answer (`data: [DONE]`, or a final
/// event of the Responses API), since clients take that one, and not the end of the body, for the end.
package struct ReleaseGate: Sendable {
    /// How the lines that end an answer begin.
    private static let finalLines: [[UInt8]] = [
        "data: [DONE]", "data:[DONE]", "event: response.completed", "event: response.failed",
        "event: response.incomplete", "event: error", "event:response.completed", "event:response.failed",
        "event:response.incomplete", "event:error",
    ].map { Array($0.utf8) }

    /// The most bytes that are held back once a final line was seen; a body that goes on for longer was not at its end.
    ///
    /// The last event of the Responses API repeats the whole answer, images in base64 among it.
    static let holdLimit = 32 << 20

    private let isEventStream: Bool
    /// The bytes held back: the last byte, the beginning of a line that may be final, or all from a final line on.
    private var held: [UInt8] = []
    private var isAtEnd = false
    private var isAtLineStart = true

    /// Creates a gate for one response body.
    /// - Parameter isEventStream: Whether the body is an event stream.
    package init(isEventStream: Bool) {
        self.isEventStream = isEventStream
    }

    /// Takes the next bytes of the body.
    /// - Returns: What may go to the client now, possibly nothing.
    package mutating func push(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        guard !bytes.isEmpty else { return [] }
        if isAtEnd, held.count + bytes.count <= Self.holdLimit {
            held += bytes
            return []
        }
        let available = held.isEmpty ? bytes : held + bytes
        let end = isEventStream ? holdingPoint(in: available) : available.count - 1
        held = Array(available[end...])
        return available[..<end]
    }

    /// Ends the body.
    /// - Returns: What was held back; it may go out once the recording is committed.
    package mutating func finish() -> [UInt8] {
        defer { held = [] }
        return held
    }

    /// Where in the bytes, which begin with what was held back, holding back begins.
    private mutating func holdingPoint(in bytes: [UInt8]) -> Int {
        // Past the limit the line that was held for final goes out, and only what follows it can be.
        let isLineOpen = isAtEnd || !isAtLineStart
        isAtEnd = false
        var lineStart = isLineOpen ? nextLine(in: bytes, from: 0) : 0
        while let start = lineStart {
            let line = bytes[start...]
            if Self.finalLines.contains(where: { line.starts(with: $0) }) {
                isAtEnd = true
                isAtLineStart = true
                return start
            }
            if Self.finalLines.contains(where: { $0.starts(with: line) }) {
                isAtLineStart = true
                return start
            }
            lineStart = nextLine(in: bytes, from: start)
        }
        isAtLineStart = false
        return bytes.count
    }

    private func nextLine(in bytes: [UInt8], from index: Int) -> Int? {
        guard let end = bytes[index...].firstIndex(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
        else { return nil }
        return end + 1
    }
}
