// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Reads a multipart body (RFC 2046, section 5.1) from byte pieces of any size, in bounded memory.
package struct MultipartParser: Sendable {
    /// The events, in order.
    package enum Event: Sendable, Hashable {
        /// A part begins; its header fields, as written.
        case partBegins([MultipartField])
        /// Bytes of the content of the current part.
        case content(ArraySlice<UInt8>)
        /// The current part ends.
        case partEnds
    }

    /// The most bytes the header fields of one part may take.
    package static let headerLimit = 16 << 10

    /// The most white space that may follow a boundary on its line; with more it is content.
    private static let paddingLimit = 1024

    private enum State {
        case preamble, fields, content, epilogue
    }

    private let delimiter: [UInt8]
    private var state = State.preamble
    private var buffer: [UInt8]
    /// How many bytes of the current fields are known not to begin their end, so that small pieces cost no new search.
    private var searched = 0

    /// Creates a parser.
    /// - Parameter boundary: The boundary parameter of the content type, without quotes.
    package init(boundary: String) {
        self.delimiter = Array("\r\n--\(boundary)".utf8)
        // The first delimiter may stand at the very beginning, without the line end that belongs to the others.
        self.buffer = Array("\r\n".utf8)
    }

    /// Takes the next bytes.
    /// - Returns: What was found in them.
    /// - Throws: ``MultipartError`` when the fields of a part are malformed or too long.
    package mutating func push(_ bytes: ArraySlice<UInt8>) throws(MultipartError) -> [Event] {
        buffer.append(contentsOf: bytes)
        var events: [Event] = []
        var start = 0
        while try step(from: &start, into: &events) {}
        buffer.removeFirst(start)
        return events
    }

    /// Ends the body.
    /// - Throws: ``MultipartError`` when the closing delimiter was not seen.
    package func finish() throws(MultipartError) {
        guard state == .epilogue else {
            throw MultipartError(reason: "the body ends before its closing boundary")
        }
    }

    /// Goes on from a place in the buffer; `false` when more bytes are needed.
    private mutating func step(from start: inout Int, into events: inout [Event]) throws(MultipartError) -> Bool {
        switch state {
        case .epilogue:
            start = buffer.count
            return false
        case .fields:
            guard let end = buffer.firstRange(of: Array("\r\n\r\n".utf8), from: start + searched) else {
                // The line ends that close the fields may be there in part.
                try requireFields(ofLength: buffer.count - start - 3)
                searched = max(0, buffer.count - start - 3)
                return false
            }
            searched = 0
            try requireFields(ofLength: end.lowerBound - start)
            // The search begins at the line end of the delimiter, so a part without fields is found too.
            let fields = buffer[min(start + 2, end.lowerBound)..<end.lowerBound]
            events.append(.partBegins(try MultipartField.list(fields)))
            start = end.upperBound
            state = .content
            return true
        case .preamble, .content:
            guard let found = buffer.firstRange(of: delimiter, from: start) else {
                let kept = max(start, buffer.count - delimiter.count + 1)
                if state == .content, kept > start { events.append(.content(buffer[start..<kept])) }
                start = kept
                return false
            }
            guard let lineEnd = delimiterEnd(from: found.upperBound) else {
                if state == .content, found.lowerBound > start {
                    events.append(.content(buffer[start..<found.lowerBound]))
                }
                start = found.lowerBound
                return false
            }
            if state == .content {
                if found.lowerBound > start { events.append(.content(buffer[start..<found.lowerBound])) }
                if lineEnd.isDelimiter { events.append(.partEnds) }
            }
            guard lineEnd.isDelimiter else {
                // The delimiter's text followed by more: content that only looks like it.
                if state == .content { events.append(.content(buffer[found])) }
                start = found.upperBound
                return true
            }
            state = lineEnd.isLast ? .epilogue : .fields
            start = lineEnd.index
            return true
        }
    }

    private func requireFields(ofLength length: Int) throws(MultipartError) {
        guard length <= Self.headerLimit else {
            throw MultipartError(reason: "the fields of a part take more than \(Self.headerLimit) bytes")
        }
    }

    /// The meaning of the text after a delimiter; `nil` when it is not known yet.
    private func delimiterEnd(from index: Int) -> (isDelimiter: Bool, isLast: Bool, index: Int)? {
        var index = index
        guard index + 1 < buffer.count else { return nil }
        if buffer[index] == UInt8(ascii: "-"), buffer[index + 1] == UInt8(ascii: "-") {
            return (true, true, index + 2)
        }
        let paddingEnd = index + Self.paddingLimit
        while index < min(buffer.count, paddingEnd),
            buffer[index] == UInt8(ascii: " ") || buffer[index] == UInt8(ascii: "\t")
        {
            index += 1
        }
        guard index + 1 < buffer.count else { return nil }
        let isLineEnd = buffer[index] == UInt8(ascii: "\r") && buffer[index + 1] == UInt8(ascii: "\n")
        return (isLineEnd, false, index)
    }
}

/// An error of a body that is not multipart.
package struct MultipartError: Error, Hashable, CustomStringConvertible {
    /// An event of the parser.
    package let reason: String

    init(reason: String) {
        self.reason = reason
    }

    /// Says that a form has more parts than its reader accepts.
    package init(tooManyParts limit: Int) {
        self.init(reason: "there are more than \(limit) parts")
    }

    /// One line for people.
    package var description: String { "Invalid multipart body: \(reason)." }
}

extension [UInt8] {
    /// The first place of a pattern at or after an index.
    fileprivate func firstRange(of pattern: [UInt8], from index: Int) -> Range<Int>? {
        guard count - index >= pattern.count, let first = pattern.first else { return nil }
        var candidate = index
        let last = count - pattern.count
        while candidate <= last {
            guard let next = self[candidate...last].firstIndex(of: first) else { return nil }
            if self[next..<next + pattern.count].elementsEqual(pattern) { return next..<next + pattern.count }
            candidate = next + 1
        }
        return nil
    }
}
