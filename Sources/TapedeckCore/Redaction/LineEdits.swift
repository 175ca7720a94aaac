// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Replacements for the matches of a pattern in a line: placeholders, and 0 for a number of JSON, which stays a number.
package struct LineEdits {
    private let line: ArraySlice<UInt8>
    private let keepsNumbers: Bool
    private var edits: [Edit] = []
    /// How far the line was read, and whether that is in a string of JSON.
    private var read: Int
    private var isInString = false
    private var isEscaped = false
    /// The last run of a number's characters that was looked at, and whether it is a number.
    private var run = 0..<0
    private var isNumber = false

    private init(_ line: ArraySlice<UInt8>, keepsNumbers: Bool) {
        self.line = line
        self.keepsNumbers = keepsNumbers
        self.read = line.startIndex
    }

    /// The edits for matches.
    /// - Parameters:
    ///   - matches: Places in the line, in order and apart from each other.
    ///   - line: The line.
    ///   - keepsNumbers: Whether the line is one of JSON.
    /// - Returns: Edits in order and apart from each other; what is a placeholder already is none.
    package static func edits(_ matches: [Range<Int>], in line: ArraySlice<UInt8>, keepsNumbers: Bool) -> [Edit] {
        var edits = LineEdits(line, keepsNumbers: keepsNumbers)
        for match in matches where !match.isEmpty { edits.add(match) }
        return edits.edits
    }

    /// Whether a line is one of JSON, or of an event stream: by the content type of the body, or else by its looks.
    package static func isJSON(_ line: ArraySlice<UInt8>, contentType: FieldParameters?) -> Bool {
        if let type = contentType?.value, !type.isEmpty {
            return type.hasSuffix("json") || type.hasSuffix("jsonl") || type.hasSuffix("ndjson")
                || type == "text/event-stream"
        }
        return line.first { $0 > UInt8(ascii: " ") }.map { "{[\"".utf8.contains($0) } ?? false
    }

    private mutating func add(_ match: Range<Int>) {
        let place = keepsNumbers ? number(around: match) : nil
        let range = place ?? match
        // Two matches may lie in one number.
        guard range.lowerBound >= edits.last?.range.upperBound ?? line.startIndex else { return }
        let bytes = place == nil ? Array(Placeholder.word.utf8) : [UInt8(ascii: "0")]
        if !line[range].elementsEqual(bytes) { edits.append(Edit(range: range, bytes: bytes)) }
    }

    /// The number of JSON that a match lies in.
    private mutating func number(around match: Range<Int>) -> Range<Int>? {
        while read < match.lowerBound {
            let byte = line[read]
            if byte == UInt8(ascii: "\""), !isEscaped { isInString.toggle() }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
            read += 1
        }
        guard !isInString, ByteSet.number.contains(line[match.lowerBound]) else { return nil }
        if !run.contains(match.lowerBound) {
            run = runAround(match.lowerBound)
            let text = String(decoding: line[run], as: UTF8.self)
            let isValue = run.lowerBound == line.startIndex || ": ,[\t".utf8.contains(line[run.lowerBound - 1])
            let isWhole = run.upperBound == line.endIndex || " ,]}\t\r".utf8.contains(line[run.upperBound])
            isNumber = isValue && isWhole && Double(text) != nil
        }
        return isNumber && match.upperBound <= run.upperBound ? run : nil
    }

    private func runAround(_ index: Int) -> Range<Int> {
        let start = line[..<index].lastIndex { !ByteSet.number.contains($0) }.map { $0 + 1 } ?? line.startIndex
        let end = line[index...].firstIndex { !ByteSet.number.contains($0) } ?? line.endIndex
        return start..<end
    }
}
