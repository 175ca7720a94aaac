// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Replaces in text what the recorder replaces and what rules match: as it stands, and where it is written with escapes.
struct TextRedactor: Sendable {
    /// How deep text in JSON in strings of JSON is looked into.
    private static let depthLimit = 4

    /// The kind of text.
    struct Kind {
        /// The content type of a body.
        var contentType: String?
        /// Whether the text is JSON in which a number that is matched becomes another number, as clients need it.
        var keepsNumbers = false
    }

    let patterns: [RedactionPattern]
    /// The further redaction: secrets by shape, place and value, and JSON paths.
    private let passes: [RedactionPass]
    private let redactor: Redactor

    init(patterns: [RedactionPattern], redactor: Redactor = Redactor()) {
        self.patterns = patterns
        self.redactor = redactor
        self.passes = redactor.passes()
    }

    /// Replaces what is found; the marks of the text stay in their places.
    /// - Parameters:
    ///   - text: The text.
    ///   - kind: What the text is.
    ///   - counts: Counts the replacements.
    func redact(_ text: inout EditedText, _ kind: Kind = Kind(), counts: inout RedactionCounts) {
        redact(&text, kind, depth: 0, &counts)
    }

    /// The text with what is found replaced.
    func redact(_ text: String, counts: inout RedactionCounts) -> String {
        var edited = EditedText(Array(text.utf8))
        redact(&edited, counts: &counts)
        return edited.isChanged ? String(decoding: edited.bytes, as: UTF8.self) : text
    }

    /// A path with what is found replaced.
    func redact(path: String, counts: inout RedactionCounts) -> String {
        var edited = EditedText(Array(path.utf8))
        redactPieces(&edited, Kind(), counts: &counts)
        return edited.isChanged ? String(decoding: edited.bytes, as: UTF8.self) : path
    }

    /// A query with what is found replaced.
    func redact(query: String, counts: inout RedactionCounts) -> String {
        var edited = EditedText(Array(query.utf8))
        redactEncoded(&edited, counts: &counts)
        return edited.isChanged ? String(decoding: edited.bytes, as: UTF8.self) : query
    }

    /// A query or a form, of which each piece is also looked at with its percent escapes undone.
    func redactEncoded(_ text: inout EditedText, counts: inout RedactionCounts) {
        redactPieces(&text, Kind(contentType: "application/x-www-form-urlencoded"), counts: &counts)
    }

    private func redactPieces(_ text: inout EditedText, _ kind: Kind, counts: inout RedactionCounts) {
        redact(&text, kind, counts: &counts)
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

    private func redact(_ text: inout EditedText, _ kind: Kind, depth: Int, _ counts: inout RedactionCounts) {
        for pass in kind.contentType == nil ? passes : redactor.passes(contentType: kind.contentType) {
            let edits = pass.edits(text.bytes)
            if pass.isByPlace { counts.named += edits.count } else { counts.keys += edits.count }
            text.apply(edits)
        }
        for pattern in patterns where pattern.mayMatch(text.bytes) {
            var edits: [Edit] = []
            for line in text.bytes.lineRanges {
                edits += LineEdits.edits(
                    pattern.ranges(in: text.bytes[line]),
                    in: text.bytes[line],
                    keepsNumbers: kind.keepsNumbers
                )
            }
            counts.patterns[pattern.text, default: 0] += edits.count
            text.apply(edits)
        }
        guard depth < Self.depthLimit else { return }
        var edits: [Edit] = []
        for piece in QuotedPieces(text.bytes) {
            guard let decoded = EncodedText(text.bytes[piece]) else { continue }
            var edited = EditedText(decoded.content)
            redact(&edited, Kind(), depth: depth + 1, &counts)
            if edited.isChanged { edits.append(Edit(range: piece, bytes: decoded.encode(edited.bytes))) }
        }
        text.apply(edits)
    }
}

extension [UInt8] {
    /// The lines, without their ends; empty ones are left out.
    var lineRanges: [Range<Int>] {
        split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.map { $0.startIndex..<$0.endIndex }
    }
}

extension ArraySlice<UInt8> {
    fileprivate var hasPercentEscapes: Bool { contains(UInt8(ascii: "%")) || contains(UInt8(ascii: "+")) }
}
