// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Reads an event stream from byte pieces of any size (HTML Living Standard, section 9.2.6).
///
/// Lines end in `\n`, `\r\n` or `\r`, also when a piece ends between the two. Comments and unknown fields are passed
/// over; an event without data is none, and neither is one that the stream ends in the middle of.
package struct EventStreamParser: Sendable {
    /// An event, and where it ended.
    package struct Output: Sendable, Hashable {
        /// The event.
        package let event: ServerSentEvent
        /// The number of bytes of the stream up to and with the line end of the event's blank line.
        package let endOffset: Int
    }

    /// The most bytes of one line, and of the data of one event, that are kept; the rest is dropped.
    package let lineLimit: Int

    private var line: [UInt8] = []
    private var offset = 0
    private var lastWasCarriageReturn = false
    /// An event whose blank line ended in `\r`, until it is known whether a `\n` follows that belongs to it.
    private var ended: ServerSentEvent?
    private var type: String?
    private var data: [String] = []
    private var dataLength = 0
    private var id: String?
    private var retry: Int?

    /// Creates a parser at the beginning of a stream.
    package init(lineLimit: Int = 16 << 20) {
        self.lineLimit = lineLimit
    }

    /// Takes the next bytes.
    /// - Returns: The events that ended in them, in order; one that ends in `\r` is given out with the byte after it.
    package mutating func push(_ bytes: some Sequence<UInt8>) -> [Output] {
        var events: [Output] = []
        for byte in bytes {
            offset += 1
            let follows = lastWasCarriageReturn
            lastWasCarriageReturn = byte == UInt8(ascii: "\r")
            // The second half of a line end whose first half ended the line still belongs to the event.
            let isSecondHalf = follows && byte == UInt8(ascii: "\n")
            if let event = ended {
                events.append(Output(event: event, endOffset: isSecondHalf ? offset : offset - 1))
                ended = nil
            }
            switch byte {
            case UInt8(ascii: "\n") where isSecondHalf: break
            case UInt8(ascii: "\r"): ended = endLine()
            case UInt8(ascii: "\n"):
                if let event = endLine() { events.append(Output(event: event, endOffset: offset)) }
            default:
                if line.count < lineLimit { line.append(byte) }
            }
        }
        return events
    }

    /// Ends the stream.
    /// - Returns: The event that the last byte ended, when it is not given out yet.
    package mutating func finish() -> [Output] {
        defer { ended = nil }
        return ended.map { [Output(event: $0, endOffset: offset)] } ?? []
    }

    private mutating func endLine() -> ServerSentEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty else { return endEvent() }
        var bytes = line[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) && offset == line.count + 1 { bytes = bytes.dropFirst(3) }
        let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        let name = String(decoding: bytes[..<colon], as: UTF8.self)
        var value = bytes[colon...].dropFirst()
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        let text = String(decoding: value, as: UTF8.self)
        switch name {
        case "data":
            // An event is bounded like a line is; the lines past that are dropped.
            dataLength += text.utf8.count
            if dataLength <= lineLimit { data.append(text) }
        case "event": type = text
        case "id" where !text.contains("\0"): id = text
        case "retry" where text.utf8.allSatisfy { (0x30...0x39).contains($0) }: retry = Int(text)
        default: break
        }
        return nil
    }

    private mutating func endEvent() -> ServerSentEvent? {
        defer { (type, data, dataLength, id, retry) = (nil, [], 0, nil, nil) }
        guard !data.isEmpty else { return nil }
        return ServerSentEvent(type: type, data: data.joined(separator: "\n"), id: id, retry: retry)
    }
}
