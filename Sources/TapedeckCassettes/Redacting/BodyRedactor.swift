// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Redacts bodies, those too large for memory in pieces.
struct BodyRedactor {
    /// The largest body that is redacted at once, and the size of the pieces of larger ones, in bytes.
    var windowSize = 16 << 20

    let redactor: TextRedactor
    var read: (BodyReference, Range<Int>) throws -> [UInt8]

    /// The kind of a body, as far as it matters here.
    struct Kind {
        let contentType: String?
        let isEventStream: Bool
        let isForm: Bool

        init(contentType: String?) {
            let type = FieldParameters(contentType ?? "").value
            self.contentType = contentType
            isEventStream = type == "text/event-stream"
            isForm = type == "application/x-www-form-urlencoded"
        }
    }

    /// Redacts a body.
    /// - Parameters:
    ///   - body: The body.
    ///   - kind: What it is.
    ///   - ends: Where its chunks end.
    ///   - counts: Counts the replacements.
    ///   - write: Takes the redacted bytes in order.
    /// - Returns: Where the chunks end in what was written.
    /// - Throws: What reading and `write` throw.
    func redact(
        _ body: RecordedBody,
        _ kind: Kind,
        ends: [Int],
        counts: inout RedactionCounts,
        write: (ArraySlice<UInt8>) throws -> Void
    ) throws -> [Int] {
        var marks: [Int] = []
        var carried: [UInt8] = []
        var (start, written, mark) = (0, 0, 0)
        repeat {
            var bytes = carried
            let end = min(start + carried.count + windowSize, body.length)
            bytes += try self.bytes(of: body, start + carried.count..<end)
            let cut = end == body.length ? bytes.count : Self.cut(bytes)
            carried = Array(bytes[cut...])
            bytes.removeLast(bytes.count - cut)
            let first = mark
            while mark < ends.count, ends[mark] <= start + cut { mark += 1 }
            var text = EditedText(bytes, marks: ends[first..<mark].map { $0 - start })
            redact(&text, kind, isWhole: start == 0 && end == body.length, &counts)
            marks += text.marks.map { $0 + written }
            try write(text.bytes[...])
            written += text.bytes.count
            start += cut
        } while start < body.length
        return marks
    }

    private func redact(_ text: inout EditedText, _ kind: Kind, isWhole: Bool, _ counts: inout RedactionCounts) {
        if kind.isForm {
            redactor.redactEncoded(&text, counts: &counts)
        } else {
            let type = kind.contentType.map(FieldParameters.init)
            let kind = TextRedactor.Kind(
                contentType: type?.value.hasPrefix("multipart/") == true ? kind.contentType : nil,
                keepsNumbers: LineEdits.isJSON(text.bytes[...], contentType: type)
            )
            redactor.redact(&text, kind, counts: &counts)
        }
        if kind.isEventStream, isWhole {
            StreamRedaction(redactor: redactor).redact(&text, counts: &counts)
        }
    }

    /// Where a piece that goes on can end: at a line end, or else where text seldom goes on.
    private static func cut(_ bytes: [UInt8]) -> Int {
        if let line = bytes.lastIndex(of: UInt8(ascii: "\n")) { return line + 1 }
        // What is carried over must not grow.
        let half = bytes.count / 2
        for separator in "\" ,".utf8 {
            if let index = bytes[half...].lastIndex(of: separator) { return index + 1 }
        }
        return bytes.count
    }

    private func bytes(of body: RecordedBody, _ range: Range<Int>) throws -> [UInt8] {
        switch body {
        case .bytes(let bytes): return range == bytes.indices ? bytes : Array(bytes[range])
        case .stored(let reference):
            var bytes: [UInt8] = []
            bytes.reserveCapacity(range.count)
            for start in stride(from: range.lowerBound, to: range.upperBound, by: BodyTable.segmentSize) {
                bytes += try read(reference, start..<min(start + BodyTable.segmentSize, range.upperBound))
            }
            return bytes
        }
    }
}
