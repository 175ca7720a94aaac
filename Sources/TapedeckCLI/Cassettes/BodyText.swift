// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCassettes
import TapedeckCore

/// A body as lines for people.
struct BodyText {
    /// The largest body that is read to be shown, in bytes; of larger ones the beginning is.
    private static let readLimit = 32 << 20

    /// How many bytes of text are shown.
    let limit: Int
    /// Whether an event stream is shown event by event rather than by what it says.
    let showsEvents: Bool

    /// The lines of a body: JSON indented, streams put together, other text as it is, binary described.
    func lines(of body: RecordedBody, contentType: String?, from cassette: Cassette) throws -> [String] {
        guard body.length > 0 else { return [] }
        guard body.length <= Self.readLimit else { return try cut(body, from: cassette) }
        return lines(of: try cassette.bytes(of: body, range: 0..<body.length), contentType: contentType)
    }

    /// The lines of a body in memory.
    func lines(of bytes: [UInt8], contentType: String?) -> [String] {
        if FieldParameters(contentType ?? "").value == "text/event-stream", !showsEvents {
            let answer = StreamedAnswer(bytes)
            if answer.document != ["text": [:]] {
                return shown(
                    answer.document.text(indent: 2),
                    note: "\(counted(answer.events, "event")), \(counted(bytes.count, "byte")); --events shows them"
                )
            }
        }
        if let document = try? JSONValue(parsing: bytes) { return shown(document.text(indent: 2)) }
        guard let text = String(validating: bytes, as: UTF8.self), !text.contains("\0") else {
            return [description(of: bytes)]
        }
        return shown(text)
    }

    private func shown(_ text: String, note: String? = nil) -> [String] {
        let size = text.utf8.count
        guard size > limit else { return lines(text) + (note.map { ["(\($0))"] } ?? []) }
        // The cut is moved to the beginning of a character.
        let beginning = String(decoding: text.utf8.prefix(limit), as: UTF8.self).prefix { $0 != "\u{FFFD}" }
        return lines(String(beginning))
            + ["… \(size - beginning.utf8.count) of \(size) bytes more; --limit shows them, --raw the body as it is"]
    }

    private func lines(_ text: String) -> [String] {
        let text = text.hasSuffix("\n") ? String(text.dropLast()) : text
        return text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(String.init)
    }

    private func cut(_ body: RecordedBody, from cassette: Cassette) throws -> [String] {
        let bytes = try cassette.bytes(of: body, range: 0..<min(limit, body.length))
        // A cut may fall into a character; what is left of it does not make the text binary.
        let whole = bytes.dropLast(bytes.reversed().prefix { $0 & 0xC0 == 0x80 }.count + 1)
        guard let text = String(validating: whole, as: UTF8.self), !text.contains("\0") else {
            return ["(\(counted(body.length, "byte")), not text)"]
        }
        return lines(text) + [
            "… \(body.length - whole.count) of \(body.length) bytes more; --raw shows the body as it is"
        ]
    }

    private func description(of bytes: [UInt8]) -> String {
        "(\(counted(bytes.count, "byte")), \(BinaryKind(bytes)?.rawValue ?? "not text"); --raw shows them)"
    }
}
