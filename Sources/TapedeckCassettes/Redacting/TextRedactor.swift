// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Replaces in text what is key-shaped and what rules match: as it stands, and where it is written with escapes.
struct TextRedactor: Sendable {
    /// How deep text in JSON in strings of JSON is looked into.
    private static let depthLimit = 4

    let patterns: [RedactionPattern]

    /// Replaces what is found; the marks of the text stay in their places.
    /// - Parameters:
    ///   - text: The text.
    ///   - keepsNumbers: Whether a JSON number that is matched becomes another number, as clients need it.
    ///   - counts: What is replaced is counted here.
    func redact(_ text: inout EditedText, keepsNumbers: Bool = false, counts: inout RedactionCounts) {
        redact(&text, keepsNumbers: keepsNumbers, depth: 0, &counts)
    }

    /// The text with what is found replaced.
    func redact(_ text: String, counts: inout RedactionCounts) -> String {
        var edited = EditedText(Array(text.utf8))
        redact(&edited, counts: &counts)
        return edited.isChanged ? String(decoding: edited.bytes, as: UTF8.self) : text
    }

    /// A path, a query or a form, of which each piece is also looked at with its percent escapes undone.
    func redactEncoded(_ text: inout EditedText, counts: inout RedactionCounts) {
        redact(&text, counts: &counts)
        let separators = Set("&=?/;\n\r".utf8)
        var edits: [Edit] = []
        for piece in text.bytes.split(whereSeparator: separators.contains) where piece.hasPercentEscapes {
            guard let decoded = PercentText.decode(piece) else { continue }
            var edited = EditedText(decoded)
            redact(&edited, counts: &counts)
            guard edited.isChanged else { continue }
            edits.append(Edit(range: piece.startIndex..<piece.endIndex, bytes: PercentText.encode(edited.bytes)))
        }
        text.apply(edits)
    }

    private func redact(_ text: inout EditedText, keepsNumbers: Bool, depth: Int, _ counts: inout RedactionCounts) {
        let keys = KeyFinder.edits(in: text.bytes)
        counts.keys += keys.count
        text.apply(keys)
        for pattern in patterns where pattern.mayMatch(text.bytes) {
            var edits: [Edit] = []
            for line in text.bytes.lineRanges {
                for range in pattern.ranges(in: text.bytes[line]) {
                    edits.append(replacement(of: range, in: text.bytes[line], keepsNumbers: keepsNumbers))
                }
            }
            counts.patterns[pattern.text, default: 0] += edits.count
            text.apply(edits)
        }
        guard depth < Self.depthLimit else { return }
        var edits: [Edit] = []
        for piece in QuotedPieces(text.bytes) {
            guard let decoded = EncodedText(text.bytes[piece]) else { continue }
            var edited = EditedText(decoded.content)
            redact(&edited, keepsNumbers: false, depth: depth + 1, &counts)
            if edited.isChanged { edits.append(Edit(range: piece, bytes: decoded.encode(edited.bytes))) }
        }
        text.apply(edits)
    }

    private func replacement(of range: Range<Int>, in line: ArraySlice<UInt8>, keepsNumbers: Bool) -> Edit {
        guard keepsNumbers, let number = line.jsonNumber(around: range) else {
            return Edit(range: range, bytes: Array(Placeholder.word.utf8))
        }
        return Edit(range: number, bytes: [UInt8(ascii: "0")])
    }
}

extension [UInt8] {
    /// The lines, without their ends; empty ones are left out.
    var lineRanges: [Range<Int>] {
        split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.map { $0.startIndex..<$0.endIndex }
    }
}

extension ArraySlice<UInt8> {
    /// The number that a place in a line of JSON belongs to, when it is in one.
    fileprivate func jsonNumber(around range: Range<Int>) -> Range<Int>? {
        func isNumeric(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.eE".utf8.contains(byte)
        }
        guard self[range].allSatisfy(isNumeric) else { return nil }
        var quotes = 0
        var isEscaped = false
        for byte in self[..<range.lowerBound] {
            if byte == UInt8(ascii: "\""), !isEscaped { quotes += 1 }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        guard quotes.isMultiple(of: 2) else { return nil }
        let start = self[..<range.lowerBound].lastIndex { !isNumeric($0) }.map { $0 + 1 } ?? startIndex
        let end = self[range.upperBound...].firstIndex { !isNumeric($0) } ?? endIndex
        let isValue = start == startIndex || ": ,[\t".utf8.contains(self[start - 1])
        return isValue ? start..<end : nil
    }

    fileprivate var hasPercentEscapes: Bool { contains(UInt8(ascii: "%")) || contains(UInt8(ascii: "+")) }
}
